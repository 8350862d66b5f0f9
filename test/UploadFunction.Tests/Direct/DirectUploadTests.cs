using Amazon.S3;
using ObjectStorage;
using ObjectStorage.Disk;
using ObjectStorage.S3;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Direct;

public sealed class DirectUploadOnDiskTests : DirectUploadContract
{
    private readonly TemporaryFolder _folder = new();

    private protected override ValueTask<IObjectStore> OpenAsync() =>
        ValueTask.FromResult<IObjectStore>(new DiskObjectStore(_folder.Path, TimeProvider.System));

    private protected override void Close() => _folder.Dispose();
}

public abstract class DirectUploadOnS3Contract : DirectUploadContract
{
    private AmazonS3Client? _client;

    private protected abstract Task<S3Server> ServerAsync();

    private protected override async ValueTask<IObjectStore> OpenAsync()
    {
        var server = await ServerAsync();
        _client = server.CreateClient();
        return new S3ObjectStore(_client, await server.SharedBucketAsync(), TimeProvider.System);
    }

    private protected override void Close() => _client?.Dispose();
}

public sealed class DirectUploadOnMotoTests(S3Servers servers) : DirectUploadOnS3Contract
{
    private protected override Task<S3Server> ServerAsync() => servers.MotoAsync();
}

public sealed class DirectUploadOnProductionS3Tests(S3Servers servers) : DirectUploadOnS3Contract
{
    private protected override Task<S3Server> ServerAsync() => servers.ProductionAsync();
}
