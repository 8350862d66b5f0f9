using System.Text;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

/// <summary>
/// Pieces of requests, written by hand. Every text that goes over the wire is Latin-1: each character stands for one byte, and an image
/// for its bytes.
/// </summary>
internal static class WireForm
{
    /// <summary>Browsers, curl and libraries differ in it; only the rows about boundaries have another.</summary>
    public const string Boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW";

    public const string Multipart = $"Content-Type: multipart/form-data; boundary={Boundary}";

    public const string End = $"--{Boundary}--\r\n";

    public static string Jpeg { get; } = Wire(SampleImages.Jpeg.Bytes);

    public static string Png { get; } = Wire(SampleImages.Png.Bytes);

    public static string Gif { get; } = Wire(SampleImages.Gif.Bytes);

    public static string Webp { get; } = Wire(SampleImages.Webp.Bytes);

    public static ClientRequest Post(string client, string path, string headers, string body, string expected) =>
        new(client, path, headers, body, expected);

    /// <summary>A form with nothing but a file.</summary>
    public static string File(string disposition) => FilePart(disposition) + End;

    public static string FilePart(string disposition) => Part(disposition, Jpeg, "\r\nContent-Type: image/jpeg");

    public static string Field(string name, string value) => Part($"name=\"{name}\"", value);

    /// <param name="headers">More of them, each after its line break.</param>
    public static string Part(string disposition, string content, string headers = "") =>
        $"--{Boundary}\r\nContent-Disposition: form-data; {disposition}{headers}\r\n\r\n{content}\r\n";

    public static string Utf8(string text) => Wire(Encoding.UTF8.GetBytes(text));

    private static string Wire(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
