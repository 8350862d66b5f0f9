using System.Buffers;
using System.Text.Json;

namespace LambdaServer;

/// <summary>An error as the Runtime API takes it: the type for the header and metrics, the message for the caller.</summary>
internal sealed record LambdaError(string Type, string Message)
{
    public static LambdaError From(Exception exception) =>
        new((exception as InvocationException)?.ErrorType ?? exception.GetType().Name, exception.Message);

    /// <summary>The JSON that Lambda documents. Stack traces stay in the log: callers of the function see this text.</summary>
    public byte[] ToJson()
    {
        var json = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("errorType"u8, Type);
            writer.WriteString("errorMessage"u8, Message);
            writer.WriteStartArray("stackTrace"u8);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return json.WrittenSpan.ToArray();
    }
}
