using System.Security.Cryptography;
using System.Text;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Tests.Support;

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
        _api = DirectApi.Start(store, seen: _seen);
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

    /// <summary>A ticket may be used again until it expires; that costs a look, not an image's bytes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_Comes_With_A_Used_Ticket_Is_Removed_Unread(bool uploaderWaits)
    {
        var ticket = await _api.TicketAsync(_image);
        var id = ticket.Text("id");
        await _api.SendAsync(ticket, _image);
        await _api.CompleteAsync(id);
        await _api.SendAsync(ticket, _other);
        var before = _seen.Calls.Count;

        if (uploaderWaits)
            Assert.Equal(Sha256(_image), (await _api.CompleteAsync(id)).Text("sha256"));
        else
            await _api.VerifyAsync(id);

        Assert.Equal(["HEAD images/", "DELETE incoming/"], _seen.Calls.Skip(before));
        Assert.Equal(_image, await _api.PublishedAsync(id));
        Assert.Null(await _api.IncomingAsync(id));
    }

    [Theory]
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

    [Theory]
    [InlineData("HEAD incoming/")]
    [InlineData("HEAD images/")]
    public async Task Deleting_An_Image_That_Is_On_Its_Way_Finds_It(string call)
    {
        var ticket = await _api.TicketAsync(_image);
        var id = ticket.Text("id");
        await _api.SendAsync(ticket, _image);
        _seen.Before(call, async () => await _api.VerifyAsync(id));

        using var delete =
            new HttpRequestMessage(HttpMethod.Delete, $"uploads/{id}") { Headers = { { "X-Delete-Token", ticket.Text("deleteToken") } } };
        using var deleted = await _api.Client.SendAsync(delete, Cancellation);

        Assert.Equal(204, (int)deleted.StatusCode);
        Assert.Null(await _api.PublishedAsync(id));
        Assert.Null(await _api.IncomingAsync(id));
    }

    [Fact]
    public async Task A_Store_That_Fails_Leaves_All_As_It_Was()
    {
        foreach (var call in (string[])["GET incoming/", "PUT images/", "DELETE incoming/"])
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

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
