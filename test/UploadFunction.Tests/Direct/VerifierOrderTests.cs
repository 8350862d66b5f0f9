using System.Security.Cryptography;
using System.Text;
using UploadFunction.Storage;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Direct;

/// <summary>What else can happen between two steps of the verifier, one case at a time.</summary>
public sealed class VerifierOrderTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InterleavedStore _seen;
    private readonly DirectApi _api;
    private readonly byte[] _image = SampleImages.Jpeg.Bytes;
    private readonly byte[] _other = SampleImages.Jpeg.Bytes;
    private readonly byte[] _html;

    public VerifierOrderTests()
    {
        _other[^3] ^= 1;
        _html = Encoding.ASCII.GetBytes("<!doctype html>".PadRight(_image.Length));
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
    [InlineData("PUT images/")]
    [InlineData("DELETE incoming/")]
    public async Task What_Was_Checked_Is_Published_Though_The_Uploader_Posts_Again(string call)
    {
        foreach (var later in (byte[][])[_other, _html])
        {
            var ticket = await _api.TicketAsync(_image);
            var id = ticket.Text("id");
            await _api.SendAsync(ticket, _image);
            _seen.Before(call, () => _api.SendAsync(ticket, later));

            var upload = await _api.CompleteAsync(id);

            Assert.Equal(Sha256(_image), upload.Text("sha256"));
            Assert.Equal(_image, await _api.PublishedAsync(id));
            Assert.Equal(later, await _api.IncomingAsync(id));
            await _api.VerifyAsync(id);
            Assert.Equal(_image, await _api.PublishedAsync(id));
            Assert.Null(await _api.IncomingAsync(id));
        }
    }

    [Fact]
    public async Task A_Good_Image_That_Comes_After_A_Refusal_Is_Not_Lost()
    {
        var ticket = await _api.TicketAsync(_image);
        await _api.SendAsync(ticket, _html);
        _seen.Before("DELETE incoming/", () => _api.SendAsync(ticket, _image));

        await _api.CompleteFailsAsync(ticket.Text("id"), 415, "unsupported-image");
        await _api.VerifyAsync(ticket.Text("id"));

        Assert.Equal(_image, await _api.PublishedAsync(ticket.Text("id")));
    }

    [Fact]
    public async Task An_Image_That_Was_Published_During_A_Refusal_Is_Final()
    {
        var ticket = await _api.TicketAsync(_image);
        await _api.SendAsync(ticket, _html);
        _seen.Before("HEAD images/", async () =>
        {
            await _api.SendAsync(ticket, _image);
            await _api.VerifyAsync(ticket.Text("id"));
        });

        Assert.Equal(Sha256(_image), (await _api.CompleteAsync(ticket.Text("id"))).Text("sha256"));
    }

    [Theory]
    [InlineData("HEAD incoming/")]
    [InlineData("GET incoming/")]
    [InlineData("PUT images/")]
    [InlineData("DELETE incoming/")]
    public async Task Two_Verifiers_At_Once_Publish_One_Image_And_Both_Succeed(string call)
    {
        var id = await _api.ReceiveAsync(_image);
        _seen.Before(call, async () => await _api.VerifyAsync(id));

        var upload = await _api.CompleteAsync(id);

        Assert.Equal(Sha256(_image), upload.Text("sha256"));
        Assert.Equal(_image, await _api.PublishedAsync(id));
        Assert.Null(await _api.IncomingAsync(id));
    }

    [Fact]
    public async Task The_Image_Of_Another_Verifier_Is_Final_And_Told()
    {
        var ticket = await _api.TicketAsync(_image);
        var id = ticket.Text("id");
        await _api.SendAsync(ticket, _image);
        // Both read; the other one reads what was posted later and publishes first.
        _seen.Before("PUT images/", async () =>
        {
            await _api.SendAsync(ticket, _other);
            await _api.VerifyAsync(id);
        });

        Assert.Equal(Sha256(_other), (await _api.CompleteAsync(id)).Text("sha256"));
        Assert.Equal(_other, await _api.PublishedAsync(id));
    }

    [Fact]
    public async Task Deleting_An_Image_That_Is_On_Its_Way_Finds_It()
    {
        var ticket = await _api.TicketAsync(_image);
        var id = ticket.Text("id");
        await _api.SendAsync(ticket, _image);
        _seen.Before("HEAD images/", async () => await _api.VerifyAsync(id));

        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"uploads/{id}") { Headers = { { "X-Delete-Token", ticket.Text("deleteToken") } } };
        using var deleted = await _api.Client.SendAsync(delete, Cancellation);

        Assert.Equal(204, (int)deleted.StatusCode);
        Assert.Null(await _api.PublishedAsync(id));
        Assert.Null(await _api.IncomingAsync(id));
    }

    [Fact]
    public async Task A_Store_That_Fails_Leaves_All_As_It_Was()
    {
        foreach (var call in (string[])["HEAD incoming/", "GET incoming/", "PUT images/", "DELETE incoming/"])
        {
            var id = await _api.ReceiveAsync(_image);
            _seen.Before(call, () => throw new StorageException("S3 is down"));
            await _api.CompleteFailsAsync(id, 503, "storage-unavailable");
            _seen.Before(call, () => throw new StorageException("S3 is down"));
            await Assert.ThrowsAsync<StorageException>(async () => await _api.VerifyAsync(id));

            Assert.Equal(Sha256(_image), (await _api.CompleteAsync(id)).Text("sha256"));
            Assert.Null(await _api.IncomingAsync(id));
        }
    }

    [Theory]
    [InlineData(null, "photo.jpg", null)]
    [InlineData("not a hash", "photo.jpg", null)]
    [InlineData("valid", null, null)]
    [InlineData("valid", "100%", null)]
    [InlineData("valid", "photo.jpg", "%ff")]
    public async Task What_No_Ticket_Of_Ours_Brought_Is_Refused(string? hash, string? fileName, string? alt)
    {
        var key = UploadKey.CreateRandom();
        await PutIncomingAsync(key.Id, _image, Metadata(hash == "valid" ? key.DeleteTokenHash : hash, fileName, alt));

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
        Assert.DoesNotContain("GET incoming/", _seen.Calls);
        Assert.Null(await _api.IncomingAsync(key.Id));
    }

    private static Dictionary<string, string> Metadata(string? hash, string? fileName, string? alt) =>
        new[] { ("delete-token-sha256", hash), ("file-name", fileName), ("alt", alt) }
            .Where(pair => pair.Item2 is not null).ToDictionary(pair => pair.Item1, pair => pair.Item2!);

    private async Task PutIncomingAsync(string id, byte[] bytes, Dictionary<string, string> metadata) => await _api.Store.TryPutAsync(
        $"incoming/{id}", bytes, new ObjectHeaders("image/jpeg", "no-store", "inline", SHA256.HashData(bytes), metadata), Cancellation);

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
