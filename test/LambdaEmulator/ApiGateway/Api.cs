using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace LambdaEmulator.ApiGateway;

/// <summary>One of the two kinds of API: how it turns a request into an event, and a function's response into an HTTP response.</summary>
internal abstract class Api(string? stage)
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public abstract GatewayResponse NotFound { get; }

    public abstract GatewayResponse HeadersTooLarge { get; }

    /// <summary>The body is above <see cref="GatewayLimits.BodyBytes"/>.</summary>
    public abstract GatewayResponse BodyTooLarge { get; }

    /// <summary>The event would be above <see cref="Runtime.LambdaLimits.EventBytes"/>.</summary>
    public abstract GatewayResponse EventTooLarge { get; }

    public abstract GatewayResponse TimedOut { get; }

    /// <summary>The function failed, or its response is malformed.</summary>
    public abstract GatewayResponse Failed { get; }

    /// <summary>The response to a request that may not reach the function, or <see langword="null"/>.</summary>
    public virtual GatewayResponse? Reject(GatewayRequest request, GatewayCall call) => null;

    /// <summary>The event, or <see langword="null"/> when no route takes the request.</summary>
    public ReadOnlyMemory<byte>? BuildEvent(GatewayRequest request, GatewayCall call)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Json);
        if (!TryWriteEvent(writer, request, call))
            return null;
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The response, or <see langword="null"/> when the function's is malformed.</summary>
    public abstract GatewayResponse? ReadResponse(ReadOnlyMemory<byte> payload, GatewayRequest request);

    protected string? Stage => stage;

    protected abstract bool TryWriteEvent(Utf8JsonWriter writer, GatewayRequest request, GatewayCall call);

    /// <summary>The path below the stage. The stage is a whole segment: <c>/production</c> is not below <c>/prod</c>.</summary>
    protected string? WithoutStage(string path)
    {
        if (stage is null)
            return path;
        if (path == "/" + stage)
            return "/";
        return path.StartsWith($"/{stage}/", StringComparison.Ordinal) ? path[(stage.Length + 1)..] : null;
    }

    /// <summary>Bytes that are not UTF-8 become U+FFFD here, which is how a gateway damages an image that it takes for text.</summary>
    protected static string AsText(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);

    protected static IEnumerable<IGrouping<string, string>> QueryParameters(GatewayRequest request)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var pair in new QueryStringEnumerable(request.Query))
            pairs.Add(new(pair.DecodeName().ToString(), pair.DecodeValue().ToString()));
        return pairs.GroupBy(pair => pair.Key, pair => pair.Value).OrderBy(group => group.Key, StringComparer.Ordinal);
    }

    protected static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in pairs)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }
}
