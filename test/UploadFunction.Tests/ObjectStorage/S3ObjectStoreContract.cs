using Amazon.S3;
using ObjectStorage;
using ObjectStorage.S3;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>The contract on an S3 server.</summary>
public abstract class S3ObjectStoreContract : ObjectStoreContract
{
    private AmazonS3Client? _client;

    private protected abstract Task<S3Server> ServerAsync();

    private protected override async ValueTask<IObjectStore> OpenAsync()
    {
        var server = await ServerAsync();
        _client = server.CreateClient();
        return new S3ObjectStore(_client, await server.SharedBucketAsync(), TimeProvider.System);
    }

    private protected override ValueTask CloseAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class S3ObjectStoreOnMotoTests(S3Servers servers) : S3ObjectStoreContract
{
    private protected override Task<S3Server> ServerAsync() => servers.MotoAsync();
}

/// <summary>Ceph's radosgw, or the S3 that <c>S3_TEST_ENDPOINT</c> names.</summary>
public sealed class S3ObjectStoreOnProductionS3Tests(S3Servers servers) : S3ObjectStoreContract
{
    private protected override Task<S3Server> ServerAsync() => servers.ProductionAsync();
}
