using ObjectStorage;
using ObjectStorage.Disk;
using ObjectStorage.S3;

namespace UploadFunction.Uploads;

/// <summary>The one place where a store is chosen. What differs by store beyond this, the store itself tells.</summary>
internal static class StoreChoice
{
    private const string DefaultDirectory = ".data";

    /// <summary>Opens the bucket if one is set, else the folder.</summary>
    /// <param name="isLambda">There a folder must be set on purpose, since a sandbox's disk disappears with the sandbox.</param>
    /// <param name="environment">As for <see cref="S3ObjectStore.Open"/>.</param>
    /// <exception cref="UploadOptionsException">In Lambda, neither is set.</exception>
    /// <exception cref="StorageException">The store cannot be opened.</exception>
    public static IObjectStore Open(
        UploadOptions options, string contentRoot, bool isLambda, Func<string, string?> environment, TimeProvider clock)
    {
        if (options.Bucket is { } bucket)
            return S3ObjectStore.Open(bucket, environment, clock);
        if (isLambda && options.Directory is null)
        {
            throw new UploadOptionsException(
                "Upload__Bucket is not set: name the S3 bucket (or, for a trial with `sam local`, set Upload__Directory to a folder).");
        }
        return new DiskObjectStore(Path.GetFullPath(options.Directory ?? DefaultDirectory, contentRoot), clock);
    }
}
