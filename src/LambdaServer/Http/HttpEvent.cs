using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace LambdaServer.Http;

/// <summary>The payload formats of API Gateway; a Function URL speaks 2.0.</summary>
internal enum PayloadFormat
{
    V1,
    V2,
}

/// <summary>An HTTP request, as an event brought it.</summary>
/// <param name="Format">The format of the event, and so of the answer.</param>
/// <param name="Request">Everything but the body.</param>
/// <param name="Body">The body, in the event's buffer.</param>
/// <param name="RemoteIp">The client, as the gateway saw it.</param>
/// <param name="User">Whom the gateway's authorizer found in the request's JWT.</param>
internal sealed record HttpEvent(
    PayloadFormat Format, HttpRequestFeature Request, Memory<byte> Body, IPAddress? RemoteIp, ClaimsPrincipal? User)
{
    /// <summary>Reads an event. The body is decoded in place: the payload is no JSON afterwards.</summary>
    /// <exception cref="InvalidEventException">The payload is no JSON, or no HTTP event.</exception>
    public static HttpEvent Read(Memory<byte> payload)
    {
        try
        {
            // A document takes memory in proportion to its text, so it is made of the event without the body.
            var where = EventBody.Find(payload.Span);
            using var document = JsonDocument.Parse((byte[])[.. payload.Span[..where.Start], .. payload.Span[where.End..]]);
            var httpEvent = ReadHead(document.RootElement);

            var isBase64 = document.RootElement.Get("isBase64Encoded"u8).ValueKind == JsonValueKind.True;
            var body = EventBody.DecodeInPlace(payload[where], isBase64);
            RequestHeaders.SetContentLength(httpEvent.Request.Headers, body.Length);
            return httpEvent with { Body = body };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with bytes that are no UTF-8, or half a surrogate pair.
            throw new InvalidEventException("Runtime.MalformedEvent", "The event is not valid JSON.", exception);
        }
    }

    private static HttpEvent ReadHead(JsonElement root)
    {
        if (root.Text("version"u8) == "2.0" && root.Get("requestContext"u8).Get("http"u8).Text("method"u8) is { } methodV2)
            return HttpEventV2.Read(root, methodV2);
        if (root.Text("httpMethod"u8) is { } methodV1)
            return HttpEventV1.Read(root, methodV1);
        throw new InvalidEventException(
            "Runtime.UnknownEvent", "The event is no HTTP request of an API Gateway (payload format 1.0 or 2.0) or a Function URL.");
    }
}
