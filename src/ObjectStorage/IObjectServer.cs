namespace ObjectStorage;

/// <summary>An optional ability of a store: the program serves its objects to readers, because the store has no URL of its own.</summary>
public interface IObjectServer
{
    /// <summary>Opens an object to be read in pieces, or returns <see langword="null"/> if there is none.</summary>
    /// <param name="key">Of the object.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StorageException">As for <see cref="IObjectStore"/>.</exception>
    ValueTask<OpenObject?> OpenAsync(string key, CancellationToken cancellationToken);
}

/// <summary>An object that is being read.</summary>
/// <param name="Head">Belongs to the bytes, whatever is written meanwhile.</param>
/// <param name="Content">Can seek. Whoever opened the object disposes of it.</param>
public sealed record OpenObject(StoredObject Head, Stream Content);
