using System.Text.Json;

namespace LambdaServer.Http;

/// <summary>Payload format 2.0: HTTP APIs and Function URLs.</summary>
/// <seealso href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"/>
internal static class HttpEventV2
{
    public static HttpEvent Read(JsonElement root, JsonElement context, string method)
    {
        var headers = RequestHeaders.Read(root.Get("headers"u8), context.Text("domainName"u8));
        if (root.Get("cookies"u8).Texts().ToArray() is { Length: > 0 } cookies)
            headers.Cookie = string.Join("; ", cookies);

        var http = context.Get("http"u8);
        var rawPath = root.Text("rawPath"u8) ?? http.Text("path"u8) ?? "/";
        var path = SplitStage(RequestPath.Decode(rawPath), context);
        var query = root.Text("rawQueryString"u8) is { Length: > 0 } text ? "?" + text : "";
        var jwt = context.Get("authorizer"u8).Get("jwt"u8);
        var user = JwtUser.Read(jwt.Get("claims"u8), jwt.Get("scopes"u8));
        return new HttpEvent(
            PayloadFormat.V2, method, path, rawPath, query, http.Text("protocol"u8), headers, http.Text("sourceIp"u8), user);
    }

    /// <summary>
    /// A named stage is part of <c>rawPath</c> on every host, but part of the URL only on the API's own: on a custom domain the
    /// mapping's key takes its place, and no event contains that. There PathBase stays empty, so that links are at least right for
    /// the usual mapping, the one without a key.
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
