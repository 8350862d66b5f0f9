using Amazon.S3;
using UploadFunction.Storage;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Storage;

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

public sealed class S3ObjectStoreOnRadosgwTests(S3Servers servers) : S3ObjectStoreContract
{
    private protected override Task<S3Server> ServerAsync() => servers.RadosgwAsync();
}

/// <summary>
/// Any other S3: set <c>S3_TEST_ENDPOINT</c>, <c>S3_TEST_ACCESS_KEY</c>, <c>S3_TEST_SECRET_KEY</c> and, unless the keys may make buckets
/// in us-east-1, <c>S3_TEST_BUCKET</c> and <c>S3_TEST_REGION</c>.
/// </summary>
public sealed class S3ObjectStoreOnNamedServerTests(S3Servers servers) : S3ObjectStoreContract
{
    private protected override Task<S3Server> ServerAsync() => Task.FromResult(servers.Named());
}
