using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;

namespace LambdaEmulator.ApiGateway;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Target">Path and query, percent-encoded as sent.</param>
/// <param name="Headers">One entry per header line; a name may come again.</param>
internal sealed record GatewayRequest(
    string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    // They belong to one connection, so no proxy passes them on (RFC 9110, section 7.6.1).
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Expect", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    public string Protocol { get; init; } = "HTTP/1.1";

    public string SourceIp { get; init; } = "127.0.0.1";

    /// <summary>Percent-encoded.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>Percent-encoded, without the question mark.</summary>
    public string Query => Target.Split('?', 2) is [_, var query] ? query : "";

    public int HeaderBytes =>
        Method.Length + Target.Length + Protocol.Length + Headers.Sum(header => header.Key.Length + header.Value.Length);

    /// <summary>All values of a header, joined by commas, or <see langword="null"/>.</summary>
    public string? Header(string name)
    {
        var values = Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);
        return values.Any() ? string.Join(',', values) : null;
    }

    /// <summary>
    /// The host without its port. The loopback stands for the API's own host, by which a function tells whether a stage is part of
    /// the URL.
    /// </summary>
    public string Domain
    {
        get
        {
            var host = HostString.FromUriComponent(Header("Host") ?? "localhost").Host;
            return host == "localhost" || IPAddress.TryParse(host, out _) ? GatewayCall.Domain : host;
        }
    }

    /// <summary>Lower case, without parameters; empty when there is none.</summary>
    public string MediaType =>
        MediaTypeHeaderValue.TryParse(Header("Content-Type"), out var type) ? type.MediaType!.ToLowerInvariant() : "";

    public static GatewayRequest From(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var headers =
            from header in context.Request.Headers
            where !HopByHop.Contains(header.Key)
            from value in header.Value
            select KeyValuePair.Create(header.Key, value ?? "");

        // The path of ASP.NET Core is decoded and has its dots resolved; a gateway's is not.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new GatewayRequest(context.Request.Method, target, [.. headers], body)
        {
            Protocol = context.Request.Protocol,
            SourceIp = context.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1",
        };
    }

    /// <summary>The headers as the gateway passes them on, with those it adds itself.</summary>
    public IEnumerable<KeyValuePair<string, string>> ForwardedHeaders(GatewayCall call)
    {
        string[] own = ["Content-Length", "X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto"];
        var forwardedFor = Header("X-Forwarded-For") is { } earlier ? $"{earlier}, {SourceIp}" : SourceIp;
        return
        [
            .. Headers.Where(header => !own.Contains(header.Key, StringComparer.OrdinalIgnoreCase)),
            new("Content-Length", Body.Length.ToString(CultureInfo.InvariantCulture)),
            new("X-Amzn-Trace-Id", call.TraceId),
            new("X-Forwarded-For", forwardedFor),
            new("X-Forwarded-Port", call.Port.ToString(CultureInfo.InvariantCulture)),
            new("X-Forwarded-Proto", call.Scheme),
        ];
    }
}
