using System.Buffers;

namespace ObjectStorage;

/// <summary>
/// What every store accepts as a key: segments of ASCII letters, digits, <c>-</c> and <c>.</c>, joined by <c>/</c>, none empty and none
/// with a dot at an end. So a key is the same text in a URL, in a bucket policy and on disk, and no key leads out of the store's folder.
/// </summary>
public static class ObjectKeys
{
    /// <summary>S3's limit, in bytes.</summary>
    public const int MaxLength = 1024;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./");

    /// <exception cref="ArgumentException">The text is not a valid key.</exception>
    internal static void ThrowIfInvalid(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (!IsValid(key))
            throw new ArgumentException($"'{key}' is not a valid object key.", nameof(key));
    }

    /// <exception cref="ArgumentException">The text is not a key with a slash at its end.</exception>
    internal static void ThrowIfInvalidPrefix(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        if (prefix[^1] != '/' || !IsValid(prefix[..^1]))
            throw new ArgumentException($"'{prefix}' is not a valid prefix of object keys.", nameof(prefix));
    }

    /// <summary>Whether a text is a valid key.</summary>
    public static bool IsValid(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Length <= MaxLength && !key.AsSpan().ContainsAnyExcept(Allowed) && AreSegmentsValid(key);
    }

    // A dot at the start would reach `..` and the disk store's own files; Windows drops one at the end.
    private static bool AreSegmentsValid(ReadOnlySpan<char> key)
    {
        foreach (var range in key.Split('/'))
        {
            var segment = key[range];
            if (segment.IsEmpty || segment[0] == '.' || segment[^1] == '.')
                return false;
        }
        return true;
    }
}
