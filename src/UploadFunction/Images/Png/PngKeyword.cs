namespace UploadFunction.Images.Png;

/// <summary>The name that begins a text, an ICC profile and a suggested palette (PNG, 11.3.3.2).</summary>
internal static class PngKeyword
{
    private const int MaxLength = 79;

    /// <summary>What follows the name and the NUL behind it; nothing if there is no such name.</summary>
    public static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> data)
    {
        var length = LengthOf(data);
        return length > 0 ? data[(length + 1)..] : default;
    }

    /// <summary>Whether there is such a name.</summary>
    public static bool Begins(ReadOnlySpan<byte> data) => LengthOf(data) > 0;

    private static int LengthOf(ReadOnlySpan<byte> data) => data[..Math.Min(data.Length, MaxLength + 1)].IndexOf((byte)0);
}
