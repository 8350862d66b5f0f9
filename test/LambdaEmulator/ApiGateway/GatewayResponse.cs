using System.Text;

namespace LambdaEmulator.ApiGateway;

/// <summary>What goes back to the client. A header may come again (Set-Cookie).</summary>
internal sealed record GatewayResponse(
    int StatusCode, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>A response of the gateway itself.</summary>
    public static GatewayResponse Message(int statusCode, string message, params KeyValuePair<string, string>[] headers) =>
        new(
            statusCode,
            [new("Content-Type", "application/json"), .. headers],
            Encoding.UTF8.GetBytes($$"""{"message":"{{message}}"}"""));

    public async Task WriteToAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCode;
        foreach (var (name, value) in Headers)
            response.Headers.Append(name, value);

        var hasBody = StatusCode is not (204 or 304) && !HttpMethods.IsHead(context.Request.Method);
        if (!hasBody)
            return;
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, context.RequestAborted);
    }
}
