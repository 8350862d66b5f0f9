using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using ObjectStorage;
using ObjectStorage.Disk;
using ObjectStorage.S3;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>The policy that we sign, decoded: every condition, and no other.</summary>
public sealed class SignedPolicyTests : IDisposable
{
    private const string Bucket = "a-bucket";

    private static readonly UploadPolicy Policy = new(
        "incoming/p1125rfjfvqn7rnh7sx2anfm5g",
        "image/png",
        20_000_000,
        new Dictionary<string, string> { ["file-name"] = "caf%C3%A9.png", ["delete-token-sha256"] = "149476b2", ["alt"] = "A%20hill" },
        // As a caller in another time zone may put it.
        new DateTimeOffset(2026, 3, 1, 1, 30, 0, TimeSpan.FromHours(2)));

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task S3()
    {
        using var client = StubS3.CreateClient("http://127.0.0.1:9");

        var post = await new S3ObjectStore(client, Bucket, TimeProvider.System).SignUploadAsync(Policy, Cancellation);

        AssertSigned(post, Bucket, "AK", "eu-central-1");
        Assert.Equal($"http://127.0.0.1:9/{Bucket}", post.Url.TrimEnd('/'));
    }

    [Fact]
    public async Task Disk()
    {
        var post = await new DiskObjectStore(_folder.Path, TimeProvider.System).SignUploadAsync(Policy, Cancellation);

        AssertSigned(post, "disk", "disk", "local");
        Assert.Equal("disk/", post.Url);
    }

    [Fact]
    public async Task S3_With_A_Session_Names_Its_Token_Too()
    {
        using var client = CreateAmazonClient(new() { ["AWS_SESSION_TOKEN"] = "session-token" });

        var post = await new S3ObjectStore(client, Bucket, TimeProvider.System).SignUploadAsync(Policy, Cancellation);

        AssertSigned(post, Bucket, "AK", "eu-central-1", ("x-amz-security-token", "session-token"));
    }

    [Fact]
    public async Task Amazons_S3_Is_Addressed_By_The_Buckets_Name_In_Its_Region()
    {
        using var client = CreateAmazonClient([]);

        var post = await new S3ObjectStore(client, Bucket, TimeProvider.System).SignUploadAsync(Policy, Cancellation);

        Assert.Equal($"https://{Bucket}.s3.eu-central-1.amazonaws.com/", post.Url);
    }

    [Fact]
    public async Task Without_Credentials_It_Is_The_Store_That_Fails()
    {
        using var client = new AmazonS3Client(
            new NoCredentials(), new AmazonS3Config { RegionEndpoint = Amazon.RegionEndpoint.EUCentral1 });

        var failure = await Assert.ThrowsAsync<StorageException>(
            async () => await new S3ObjectStore(client, Bucket, TimeProvider.System).SignUploadAsync(Policy, Cancellation));

        Assert.Contains("credentials", failure.Message);
    }

    [Theory]
    [InlineData("images/x")]
    [InlineData("incoming")]
    [InlineData("incoming/")]
    [InlineData("x/incoming/x")]
    [InlineData("incoming/../images/x")]
    [InlineData("incoming/${filename}")]
    public async Task The_Disk_Store_Signs_No_Key_Beside_Incoming(string key)
    {
        var store = new DiskObjectStore(_folder.Path, TimeProvider.System);

        await Assert.ThrowsAsync<ArgumentException>(async () => await store.SignUploadAsync(Policy with { Key = key }, Cancellation));
    }

    private static void AssertSigned(
        SignedUpload post, string bucket, string accessKey, string region, params (string Name, string Value)[] more)
    {
        var policy = JsonDocument.Parse(Convert.FromBase64String(Field(post, "policy"))).RootElement;
        Assert.Equal(["expiration", "conditions"], policy.EnumerateObject().Select(member => member.Name));
        Assert.Equal("2026-02-28T23:30:00.000Z", policy.GetProperty("expiration").GetString());

        var date = Field(post, "x-amz-date");
        Assert.Matches("^[0-9]{8}T[0-9]{6}Z$", date);
        // The AWS SDK ends the scope in a slash, and so does what it signs.
        var credential = Field(post, "x-amz-credential");
        Assert.Equal($"{accessKey}/{date[..8]}/{region}/s3/aws4_request", credential.TrimEnd('/'));
        var fields = new Dictionary<string, string>
        {
            ["key"] = Policy.Key,
            ["Content-Type"] = "image/png",
            ["success_action_status"] = "201",
            ["x-amz-meta-file-name"] = "caf%C3%A9.png",
            ["x-amz-meta-delete-token-sha256"] = "149476b2",
            ["x-amz-meta-alt"] = "A%20hill",
            ["x-amz-algorithm"] = "AWS4-HMAC-SHA256",
            ["x-amz-credential"] = credential,
            ["x-amz-date"] = date,
        };
        foreach (var (name, value) in more)
            fields.Add(name, value);

        var conditions = policy.GetProperty("conditions").EnumerateArray().Select(condition => condition.GetRawText()).Order(
            StringComparer.Ordinal);
        var expected = fields.Append(new("bucket", bucket)).Select(
            field => $$"""{{{JsonSerializer.Serialize(field.Key)}}:{{JsonSerializer.Serialize(field.Value)}}}""");
        Assert.Equal(expected.Append("""["content-length-range",20000000,20000000]""").Order(StringComparer.Ordinal), conditions);

        Assert.Equal(
            fields.Keys.Append("policy").Append("x-amz-signature").Order(StringComparer.OrdinalIgnoreCase),
            post.Fields.Keys.Order(StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase);
        Assert.All(fields, field => Assert.Equal(field.Value, Field(post, field.Key)));
        Assert.Matches("^[0-9a-f]{64}$", Field(post, "x-amz-signature"));
    }

    private static string Field(SignedUpload post, string name) =>
        post.Fields.Single(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static AmazonS3Client CreateAmazonClient(Dictionary<string, string> more)
    {
        var environment = new Dictionary<string, string>(more)
        {
            ["AWS_REGION"] = "eu-central-1",
            ["AWS_ACCESS_KEY_ID"] = "AK",
            ["AWS_SECRET_ACCESS_KEY"] = "SK",
        };
        return S3Clients.Create(environment.GetValueOrDefault);
    }

    private sealed class NoCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw new AmazonClientException("There are no credentials.");
    }
}
