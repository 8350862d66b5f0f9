using System.Text.Json;

namespace LambdaServer.Http;

/// <summary>Reads HTTP requests from events, whichever gateway sent them.</summary>
internal static class HttpEventReader
{
    /// <summary>Reads an event. The body is decoded in place: the payload is not JSON afterwards.</summary>
    /// <exception cref="InvocationException">The payload is not JSON, or not an HTTP event of a gateway that is supported.</exception>
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
            RequestHeaders.SetContentLength(httpEvent.Headers, body.Length);
            return httpEvent with { Body = body };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with bytes that are not UTF-8, or half a surrogate pair.
            throw new InvocationException("Runtime.MalformedEvent", "The event is not valid JSON.", exception);
        }
    }

    private static HttpEvent ReadHead(JsonElement root)
    {
        var context = root.Get("requestContext"u8);
        if (root.Text("version"u8) == "2.0" && context.Get("http"u8).Text("method"u8) is { } methodV2)
            return HttpEventV2.Read(root, context, methodV2);

        // It looks like payload format 1.0, but has no domain name, client address or stage where that has them.
        if (context.Get("elb"u8).ValueKind == JsonValueKind.Object)
        {
            throw new InvocationException(
                "Runtime.UnsupportedEvent",
                "The event comes from a load balancer (requestContext.elb), which is not supported. "
                    + "Use an API Gateway HTTP API, an API Gateway REST API or a Function URL.");
        }
        if (root.Text("httpMethod"u8) is { } methodV1)
            return HttpEventV1.Read(root, context, methodV1);
        throw new InvocationException(
            "Runtime.UnknownEvent",
            "The event is not an HTTP request from API Gateway (payload format 1.0 or 2.0) or a Function URL.");
    }
}
