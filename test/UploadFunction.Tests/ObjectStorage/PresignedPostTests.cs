using Amazon.S3;
using ObjectStorage;
using ObjectStorage.Disk;
using ObjectStorage.S3;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>The disk store behind its endpoint.</summary>
public sealed class PresignedPostOnDiskTests : PresignedPostJudgeContract
{
    private readonly UploadApi _api = UploadApi.Start();

    private protected override string Api => _api.BaseAddress.ToString().TrimEnd('/');

    // Another store than the program's own: the folder is what they share, the signing key too.
    private protected override ValueTask<IObjectStore> OpenAsync() => new(new DiskObjectStore(_api.Folder.FullName, TimeProvider.System));

    private protected override ValueTask CloseAsync() => _api.DisposeAsync();
}

/// <summary>moto takes any form: it knows neither signatures nor policies.</summary>
public sealed class PresignedPostOnMotoTests(S3Servers servers) : PresignedPostContract
{
    private AmazonS3Client? _client;

    private protected override async ValueTask<IObjectStore> OpenAsync()
    {
        var server = await servers.MotoAsync();
        return new S3ObjectStore(_client = server.CreateClient(), await server.SharedBucketAsync(), TimeProvider.System);
    }

    private protected override ValueTask CloseAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Ceph's radosgw, or the S3 that <c>S3_TEST_ENDPOINT</c> names: they judge the signature and the policy.</summary>
public sealed class PresignedPostOnProductionS3Tests(S3Servers servers) : PresignedPostJudgeContract
{
    private readonly bool _isRadosgw = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("S3_TEST_ENDPOINT"));

    private AmazonS3Client? _client;

    private protected override async ValueTask<IObjectStore> OpenAsync()
    {
        var server = await servers.ProductionAsync();
        return new S3ObjectStore(_client = server.CreateClient(), await server.SharedBucketAsync(), TimeProvider.System);
    }

    private protected override ValueTask CloseAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }

    private protected override string? IgnoresIfMatch =>
        _isRadosgw ? "radosgw 16 deletes whatever If-Match says; moto and the disk store show this." : null;

    // It finds the same faults and words them otherwise; a form without a file is to it one with an empty file.
    private protected override string? Judge(Misuse misuse) => misuse switch
    {
        _ when !_isRadosgw => null,
        Misuse.AnotherSignature or Misuse.APolicyForAnotherKey or Misuse.APolicyThatEndsLater or Misuse.APolicyOfNoConditions =>
            "403 AccessDenied",
        Misuse.NoFile => "400 EntityTooSmall",
        _ => null,
    };
}
