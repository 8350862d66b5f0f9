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

    public static ImageInfo Accept(this byte[] file)
    {
        Assert.True(ImageInspector.TryInspect(file, out var info, out var refusal), $"refused: {refusal.Reason} at {refusal.Offset}");
        return info;
    }

    public static void AssertInvalid(this byte[] file, string reason, int offset)
        => file.AssertRefused(ImageRefusalKind.Invalid, reason, offset);

    public static void AssertUnsupported(this byte[] file, string reason, int offset)
        => file.AssertRefused(ImageRefusalKind.Unsupported, reason, offset);

    private static void AssertRefused(this byte[] file, ImageRefusalKind kind, string reason, int offset)
    {
        Assert.False(ImageInspector.TryInspect(file, out _, out var refusal), "taken");
        Assert.Equal((kind, reason, offset), (refusal.Kind, refusal.Reason, refusal.Offset));
    }
}
