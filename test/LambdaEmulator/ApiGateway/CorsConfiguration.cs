using System.Globalization;

namespace LambdaEmulator.ApiGateway;

/// <summary>
/// An HTTP API's own CORS. The gateway then handles preflights itself and ignores the CORS headers of the function
/// (docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html). Its own errors (413, 503, …) stay without CORS
/// headers here: no page may rely on reading them.
/// </summary>
public sealed class CorsConfiguration
{
    private const string Prefix = "Access-Control-";

    /// <summary>Origins, <c>*</c>, or all of a scheme: <c>https://*</c>.</summary>
    public IReadOnlyList<string> AllowOrigins { get; init; } = [];

    public IReadOnlyList<string> AllowMethods { get; init; } = [];

    public IReadOnlyList<string> AllowHeaders { get; init; } = [];

    public IReadOnlyList<string> ExposeHeaders { get; init; } = [];

    public TimeSpan? MaxAge { get; init; }

    internal static bool IsPreflight(GatewayRequest request) =>
        request.Method == HttpMethods.Options
            && request.Header("Origin") is not null && request.Header("Access-Control-Request-Method") is not null;

    internal GatewayResponse PreflightResponse(GatewayRequest request)
    {
        var headers = Headers(request);
        if (headers.Count > 0)
        {
            Add(headers, "Allow-Methods", AllowMethods);
            Add(headers, "Allow-Headers", AllowHeaders);
            if (MaxAge is { } maxAge)
                headers.Add(new(Prefix + "Max-Age", ((long)maxAge.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        }
        return new GatewayResponse(204, headers, default);
    }

    internal GatewayResponse Apply(GatewayRequest request, GatewayResponse response) => response with
    {
        Headers =
        [
            .. response.Headers.Where(header => !header.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)),
            .. Headers(request),
        ],
    };

    private List<KeyValuePair<string, string>> Headers(GatewayRequest request)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (request.Header("Origin") is not { } origin || !AllowOrigins.Any(pattern => Matches(pattern, origin)))
            return headers;
        headers.Add(new(Prefix + "Allow-Origin", AllowOrigins.Contains("*") ? "*" : origin));
        Add(headers, "Expose-Headers", ExposeHeaders);
        return headers;
    }

    private static bool Matches(string pattern, string origin) => pattern.EndsWith('*')
        ? origin.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase)
        : origin.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    private static void Add(List<KeyValuePair<string, string>> headers, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            headers.Add(new(Prefix + name, string.Join(',', values)));
    }
}
