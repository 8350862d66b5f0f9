using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace LambdaServer.Http;

/// <summary>The payload formats of API Gateway. A Function URL uses 2.0.</summary>
internal enum PayloadFormat
{
    V1,
    V2,
}

/// <summary>An HTTP request, as an event brought it.</summary>
/// <param name="Format">The format of the event, and therefore of the response.</param>
/// <param name="Path">Decoded.</param>
/// <param name="RawPath">As the event has it.</param>
/// <param name="Query">Empty, or percent-encoded with its question mark.</param>
/// <param name="SourceIp">The client, as the gateway saw it.</param>
/// <param name="User">Whom the gateway's authorizer found in the request's JWT.</param>
internal sealed record HttpEvent(
    PayloadFormat Format,
    string Method,
    RequestPath Path,
    string RawPath,
    string Query,
    string? Protocol,
    IHeaderDictionary Headers,
    string? SourceIp,
    ClaimsPrincipal? User)
{
    /// <summary>The decoded body, in the event's own buffer.</summary>
    public Memory<byte> Body { get; init; }
}
