using System.Security.Cryptography;
using ObjectStorage;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>Objects to store.</summary>
internal static class TestObjects
{
    public static byte[] Bytes(int length) => RandomNumberGenerator.GetBytes(length);

    public static ObjectHeaders HeadersFor(ReadOnlySpan<byte> content, params (string Name, string Value)[] metadata) => new(
        "image/png",
        "public, max-age=31536000, s-maxage=86400, immutable",
        "inline; filename*=UTF-8''caf%C3%A9%20%28front%29.png",
        SHA256.HashData(content),
        metadata.ToDictionary(pair => pair.Name, pair => pair.Value));

    public static ValueTask<bool> TryPutAsync(
        this IObjectStore store, string key, byte[] content, params (string Name, string Value)[] metadata) =>
        store.TryPutAsync(key, content, HeadersFor(content, metadata), TestContext.Current.CancellationToken);

    /// <summary>The whole object, whatever its size.</summary>
    public static ValueTask<ObjectContent?> GetAsync(this IObjectStore store, string key, CancellationToken cancellationToken) =>
        store.GetAsync(key, long.MaxValue, cancellationToken);
}
