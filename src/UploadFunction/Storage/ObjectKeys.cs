using System.Buffers;

namespace UploadFunction.Storage;

/// <summary>
/// What every store takes for a key: segments of ASCII letters, digits, <c>-</c> and <c>.</c>, joined by <c>/</c>, none empty or
/// with a dot at an end. So a key is the same text in a URL, in a bucket policy and on disk, and no key leaves the store's folder.
/// </summary>
internal static class ObjectKeys
{
    /// <summary>S3's limit, in bytes.</summary>
    public const int MaxLength = 1024;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./");

    /// <exception cref="ArgumentException">The key is none.</exception>
    public static void ThrowIfInvalid(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (!IsValid(key))
            throw new ArgumentException($"'{key}' is no object key.", nameof(key));
    }

    /// <exception cref="ArgumentException">It is no key with a slash at its end.</exception>
    public static void ThrowIfInvalidPrefix(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        if (prefix[^1] != '/' || !IsValid(prefix[..^1]))
            throw new ArgumentException($"'{prefix}' is no prefix of object keys.", nameof(prefix));
    }

    public static bool IsValid(string key) =>
        key.Length <= MaxLength && !key.AsSpan().ContainsAnyExcept(Allowed) && AreSegmentsValid(key);

    // A dot at the start would reach `..` and the disk store's own files; one at the end is dropped by Windows.
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
