using System.Text.Json;
using Amazon.S3;
using ObjectStorage.S3;

namespace UploadFunction.Tests.Support;

/// <summary>An S3 that answers at <paramref name="endpoint"/>.</summary>
/// <param name="bucket">
/// A bucket that exists, for <see cref="SharedBucketAsync"/>; without it one is made when it is first asked for.
/// </param>
public sealed class S3Server(string endpoint, string accessKey, string secretKey, string? region = null, string? bucket = null)
{
    private readonly Lock _lock = new();
    private Task<string>? _sharedBucket;

    /// <summary>Without a slash at the end; a bucket is below it.</summary>
    public string Endpoint => endpoint;

    /// <summary>What a process needs in its environment to use this server.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL_S3"] = endpoint,
        ["AWS_ACCESS_KEY_ID"] = accessKey,
        ["AWS_SECRET_ACCESS_KEY"] = secretKey,
        ["AWS_REGION"] = region ?? "us-east-1",
    };

    /// <summary>A client as the program makes it from its environment.</summary>
    public AmazonS3Client CreateClient() => S3Clients.Create(Environment.GetValueOrDefault);

    /// <summary>A new, empty, private bucket.</summary>
    public async Task<string> CreateBucketAsync()
    {
        using var client = CreateClient();
        var name = $"test-{Guid.NewGuid():N}";
        await client.PutBucketAsync(name);
        return name;
    }

    /// <summary>What the objects of these keys have for headers and metadata, as AWS's own client sees them.</summary>
    public async Task<IReadOnlyList<JsonElement>> HeadsAsync(string bucket, IEnumerable<string> keys)
    {
        var environment = new Dictionary<string, string>(Environment) { ["AWS_DEFAULT_REGION"] = Environment["AWS_REGION"] };
        var (exitCode, output) = await ProcessOutput.RunAsync(
            Needs.Program("python3"), ["-W", "ignore", Repository.PathTo("test/s3/heads.py"), Endpoint, bucket, .. keys], environment);
        if (output.Contains("No module named", StringComparison.Ordinal))
            throw Needs.Missing("needs the Python package boto3");
        Assert.True(exitCode == 0, output);
        return [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
    }

    /// <summary>One bucket for all who write under keys of their own.</summary>
    public Task<string> SharedBucketAsync()
    {
        if (bucket is not null)
            return Task.FromResult(bucket);
        lock (_lock)
            return _sharedBucket ??= CreateBucketAsync();
    }
}
