using System.Text;
using UploadFunction.Images;

namespace UploadFunction.Tests.Images;

/// <summary>Edits of a file that leave the original as it is, and what the inspector says to the result.</summary>
internal static class Bytes
{
    /// <summary>Where a text, such as a chunk's type, first stands.</summary>
    public static int Find(this byte[] file, string text)
    {
        var at = file.AsSpan().IndexOf(Encoding.Latin1.GetBytes(text));
        Assert.True(at >= 0, $"the file does not hold '{text}'");
        return at;
    }

    public static byte[] With(this byte[] file, int at, params ReadOnlySpan<byte> bytes)
    {
        byte[] copy = [.. file];
        bytes.CopyTo(copy.AsSpan(at));
        return copy;
    }

    public static byte[] Insert(this byte[] file, int at, params ReadOnlySpan<byte> bytes) => [.. file[..at], .. bytes, .. file[at..]];

    public static byte[] Remove(this byte[] file, int at, int count) => [.. file[..at], .. file[(at + count)..]];

    public static ImageInfo Accept(this byte[] file) => file.Accept(out _);

    public static ImageInfo Accept(this byte[] file, out ImageFormat format)
    {
        Assert.Null(ImageInspector.Inspect(file, new(keepsMetadata: false), out format, out var info));
        return info;
    }

    public static void AssertInvalid(this byte[] file, string reason, int offset) =>
        file.AssertRejected(ImageRejectionKind.Invalid, reason, offset);

    public static void AssertUnsupported(this byte[] file, string reason, int offset) =>
        file.AssertRejected(ImageRejectionKind.Unsupported, reason, offset);

    private static void AssertRejected(this byte[] file, ImageRejectionKind kind, string reason, int offset)
    {
        Assert.Equal(new ImageRejection(kind, reason, offset), ImageInspector.Inspect(file, new(keepsMetadata: false), out _, out _));
    }
}
