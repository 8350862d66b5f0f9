using System.Text;
using System.Text.Json;

namespace LambdaServer.Http;

/// <summary>Payload format 1.0: REST APIs, and HTTP APIs that ask for it. The former may lack <c>version</c>.</summary>
/// <seealso href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html"/>
internal static class HttpEventV1
{
    public static HttpEvent Read(JsonElement root, JsonElement context, string method)
    {
        var headers = RequestHeaders.Read(Either(root.Get("multiValueHeaders"u8), root.Get("headers"u8)), context.Text("domainName"u8));
        var query = ReadQuery(Either(root.Get("multiValueQueryStringParameters"u8), root.Get("queryStringParameters"u8)));
        var rawPath = context.Text("path"u8) ?? root.Text("path"u8) ?? "/";
        var address = context.Get("identity"u8).Text("sourceIp"u8);
        var user = JwtUser.Read(context.Get("authorizer"u8).Get("claims"u8), scopes: default);
        return new HttpEvent(
            PayloadFormat.V1, method, SplitBase(root, context), rawPath, query, context.Text("protocol"u8), headers, address, user);
    }

    /// <summary>
    /// <c>requestContext.path</c> is the URL's path. On the API's own host, <c>path</c> is the same without the stage. On a custom
    /// domain the two are equal, base path included, and only the route (<c>resource</c>, with its parameters) tells where the base
    /// ends.
    /// </summary>
    private static RequestPath SplitBase(JsonElement root, JsonElement context)
    {
        var path = RequestPath.Decode(root.Text("path"u8) ?? "/");
        var whole = RequestPath.Decode(context.Text("path"u8) ?? path);
        if (whole.Length > path.Length && whole.EndsWith(path, StringComparison.Ordinal))
            return new RequestPath(whole[..^path.Length], path);

        if (root.Text("resource"u8) is not ['/', ..] route)
            return new RequestPath("", path);
        foreach (var parameter in root.Get("pathParameters"u8).Members())
        {
            var value = parameter.Value.AsText();
            route = route.Replace($"{{{parameter.Name}}}", value, StringComparison.Ordinal)
                .Replace($"{{{parameter.Name}+}}", value, StringComparison.Ordinal);
        }

        // A route never ends in a slash, but the path may: that slash belongs to it.
        route = RequestPath.Decode(route).TrimEnd('/');
        var trimmed = path.TrimEnd('/');
        return trimmed.EndsWith(route, StringComparison.Ordinal)
            ? RequestPath.Split(path, trimmed[..^route.Length])
            : new RequestPath("", path);
    }

    /// <summary>The gateway has decoded the parameters; the order among different names is lost.</summary>
    private static string ReadQuery(JsonElement parameters)
    {
        var query = new StringBuilder();
        foreach (var parameter in parameters.Members())
        {
            foreach (var value in parameter.Value.Texts())
            {
                query.Append(query.Length == 0 ? '?' : '&')
                    .Append(Uri.EscapeDataString(parameter.Name)).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
        return query.ToString();
    }

    /// <summary>The several values of each name where the event has them, else the last one of each.</summary>
    private static JsonElement Either(JsonElement several, JsonElement single) =>
        several.ValueKind == JsonValueKind.Object ? several : single;
}
