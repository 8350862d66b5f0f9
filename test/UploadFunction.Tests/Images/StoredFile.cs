using System.Buffers;
using UploadFunction.Images;

namespace UploadFunction.Tests.Images;

/// <summary>What is stored of a file that must be taken.</summary>
internal sealed record StoredFile(byte[] Bytes, ImageChanges Changes, ImageInfo Info)
{
    /// <summary>Walks a file, and what is stored of it: that is a whole image, of which the same is stored.</summary>
    public static StoredFile Of(byte[] file, bool keepsMetadata = false)
    {
        var stored = Take(file, keepsMetadata);
        Assert.Equal(stored.Changes == ImageChanges.None, stored.Bytes.AsSpan().SequenceEqual(file));

        var again = Take(stored.Bytes, keepsMetadata);
        Assert.Equal((ImageChanges.None, stored.Info), (again.Changes, again.Info));
        Assert.Equal(stored.Bytes, again.Bytes);
        return stored;
    }

    private static StoredFile Take(byte[] file, bool keepsMetadata)
    {
        var parts = new ImageParts(keepsMetadata);
        Assert.Null(ImageInspector.Inspect(file, parts, out _, out var info));
        var bytes = parts.Of(file).ToArray();
        Assert.Equal(parts.Length, bytes.Length);
        return new(bytes, parts.Changes, info);
    }
}
