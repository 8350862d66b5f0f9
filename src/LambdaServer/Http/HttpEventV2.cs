using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace LambdaServer.Http;

/// <summary>Payload format 2.0: HTTP APIs and Function URLs.</summary>
/// <seealso href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"/>
internal static class HttpEventV2
{
    public static HttpEvent Read(JsonElement root, string method)
    {
        var context = root.Get("requestContext"u8);
        var http = context.Get("http"u8);

        var headers = RequestHeaders.Read(root.Get("headers"u8), context.Text("domainName"u8));
        if (root.Get("cookies"u8).Texts().ToArray() is { Length: > 0 } cookies)
            headers.Cookie = string.Join("; ", cookies);

        var rawPath = root.Text("rawPath"u8) ?? http.Text("path"u8) ?? "/";
        var query = root.Text("rawQueryString"u8) is { Length: > 0 } text ? "?" + text : "";
        var path = SplitStage(RequestPath.Decode(rawPath), context);

        var request = new HttpRequestFeature
        {
            Protocol = http.Text("protocol"u8) ?? "HTTP/1.1",
            Scheme = RequestHeaders.Scheme(headers),
            Method = method,
            PathBase = path.PathBase,
            Path = path.Path,
            QueryString = query,
            RawTarget = rawPath + query,
            Headers = headers,
        };

        var jwt = context.Get("authorizer"u8).Get("jwt"u8);
        return new HttpEvent(
            PayloadFormat.V2,
            request,
            Body: default,
            IPAddress.TryParse(http.Text("sourceIp"u8), out var address) ? address : null,
            JwtUser.Read(jwt.Get("claims"u8), jwt.Get("scopes"u8)));
    }

    /// <summary>
    /// A named stage is part of <c>rawPath</c> on every host, but part of the URL only on the API's own: on a custom domain the
    /// mapping's key takes its place, which no event tells. There PathBase stays empty, so that links are at least right for the
    /// usual mapping, the one without a key.
    /// </summary>
    private static RequestPath SplitStage(string path, JsonElement context)
    {
        if (context.Text("stage"u8) is not { } stage || stage == "$default")
            return new RequestPath("", path);
        var split = RequestPath.Split(path, "/" + stage);
        var ownHost = context.Text("domainName"u8)?.Contains(".execute-api.", StringComparison.Ordinal) ?? true;
        return ownHost ? split : split with { PathBase = "" };
    }
}
