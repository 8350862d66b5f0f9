using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaEmulator.Events;

/// <summary>JSON as a file of <c>events/</c> has it: for people to read, the same on every system.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Indented(JsonNode json)
    {
        using var file = new MemoryStream();
        using (var writer = new Utf8JsonWriter(file, Options))
            json.WriteTo(writer);
        file.Write("\n"u8);
        return file.ToArray();
    }
}
