using System.Buffers;

namespace ObjectStorage;

/// <summary>For content that lies in one piece.</summary>
public static class ObjectStoreExtensions
{
    /// <inheritdoc cref="IObjectStore.TryPutAsync"/>
    public static ValueTask<bool> TryPutAsync(
        this IObjectStore store, string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken) =>
        store.TryPutAsync(key, new ReadOnlySequence<byte>(content), headers, cancellationToken);

    /// <inheritdoc cref="IObjectStore.PutAsync"/>
    public static ValueTask PutAsync(
        this IObjectStore store, string key, ReadOnlyMemory<byte> content, ObjectHeaders headers, CancellationToken cancellationToken) =>
        store.PutAsync(key, new ReadOnlySequence<byte>(content), headers, cancellationToken);
}
