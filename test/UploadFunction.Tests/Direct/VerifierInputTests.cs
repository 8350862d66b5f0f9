using System.Security.Cryptography;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Direct;

/// <summary>Objects in <c>incoming/</c> that no ticket of ours brought, and events about others.</summary>
public sealed class VerifierInputTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InterleavedStore _seen;
    private readonly DirectApi _api;
    private readonly byte[] _image = SampleImages.Jpeg.Bytes;

    public VerifierInputTests()
    {
        var store = new DiskObjectStore(_folder.Path, TimeProvider.System);
        _seen = new InterleavedStore(store);
        _api = DirectApi.Start(store, new Dictionary<string, string> { ["MaxBytes"] = "100000" }, _seen);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(null, "photo.jpg", null)]
    [InlineData("not a hash", "photo.jpg", null)]
    [InlineData("valid", null, null)]
    [InlineData("valid", "100%", null)]
    [InlineData("valid", "photo.jpg", "%ff")]
    [InlineData("valid", "photo.jpg", null, "not a hash")]
    public async Task What_No_Ticket_Of_Ours_Brought_Is_Refused(string? hash, string? fileName, string? alt, string? uploader = null)
    {
        var key = UploadKey.CreateRandom();
        await PutIncomingAsync(key.Id, _image, Metadata(hash == "valid" ? key.DeleteTokenHash : hash, fileName, alt, uploader));

        await _api.VerifyAsync(key.Id);
        await _api.CompleteFailsAsync(key.Id, 400, "invalid-ticket");

        Assert.Null(await _api.PublishedAsync(key.Id));
        Assert.Null(await _api.IncomingAsync(key.Id));
    }

    [Theory]
    [InlineData("incoming/")]
    [InlineData("incoming/nonsense")]
    [InlineData("images/p1125rfjfvqn7rnh7sx2anfm5g")]
    [InlineData("incoming/deeper/p1125rfjfvqn7rnh7sx2anfm5g")]
    public async Task An_Event_About_Anything_Else_Is_Left_Alone(string key)
    {
        await _api.VerifyKeyAsync(key);

        Assert.Empty(_seen.Calls);
    }

    [Fact]
    public async Task Nothing_But_Allowed_Names_Is_Taken_Over()
    {
        var key = UploadKey.CreateRandom();
        var metadata = Metadata(key.DeleteTokenHash, "..%2Fpic%0Ature.jpg", "A%20cat");
        metadata["width"] = "999999";
        metadata["uploaded-at"] = "long ago";
        metadata["secret"] = "x";
        await PutIncomingAsync(key.Id, _image, metadata);

        var upload = await _api.CompleteAsync(key.Id);

        Assert.Equal(40, upload.GetProperty("width").GetInt32());
        Assert.Equal("""{"alt":"A cat"}""", upload.GetProperty("metadata").GetRawText());
        Assert.Equal("picture.jpg", upload.Text("fileName"));
        Assert.DoesNotContain("secret", (await _api.Store.HeadAsync($"images/{key.Id}", Cancellation))!.Metadata.Keys);
    }

    [Fact]
    public async Task What_Is_Too_Large_Is_Not_Even_Read()
    {
        var key = UploadKey.CreateRandom();
        await PutIncomingAsync(key.Id, SampleImages.JpegOfLength(100_001), Metadata(key.DeleteTokenHash, "photo.jpg", null));

        var problem = await _api.CompleteFailsAsync(key.Id, 413, "too-large");

        Assert.Equal((100_000, 100_001), (problem.GetProperty("limit").GetInt32(), problem.GetProperty("size").GetInt32()));
        // One request finds out, and leaves the bytes where they are.
        Assert.Equal(["HEAD images/", "GET incoming/", "HEAD images/", "DELETE incoming/"], _seen.Calls);
        Assert.Null(await _api.IncomingAsync(key.Id));
    }

    private static Dictionary<string, string> Metadata(string? hash, string? fileName, string? alt, string? uploader = null) =>
        new[] { ("delete-token-sha256", hash), ("file-name", fileName), ("alt", alt), ("uploaded-by", uploader) }
            .Where(pair => pair.Item2 is not null).ToDictionary(pair => pair.Item1, pair => pair.Item2!);

    private async Task PutIncomingAsync(string id, byte[] bytes, Dictionary<string, string> metadata) => await _api.Store.TryPutAsync(
        $"incoming/{id}", bytes, new ObjectHeaders("image/jpeg", "no-store", "inline", SHA256.HashData(bytes), metadata), Cancellation);
}
