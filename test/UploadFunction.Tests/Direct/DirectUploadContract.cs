using System.Net;
using System.Text;
using ObjectStorage;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Direct;

/// <summary>The direct road on every store: ticket, bytes, complete.</summary>
public abstract class DirectUploadContract : IAsyncLifetime
{
    private DirectApi Api { get; set; } = null!;

    private static byte[] Jpeg => SampleImages.Jpeg.Bytes;

    /// <summary>What is no image we take, and the problem it meets.</summary>
    public static TheoryData<string, int, string> Refusals => new()
    {
        { "html", 415, "unsupported-image" },
        { "svg", 415, "unsupported-image" },
        { "script behind PNG's first bytes", 422, "invalid-image" },
        { "truncated JPEG", 422, "invalid-image" },
        { "200 megapixels", 422, "too-many-pixels" },
    };

    public async ValueTask InitializeAsync() => Api = DirectApi.Start(await OpenAsync());

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        Close();
        GC.SuppressFinalize(this);
    }

    private protected abstract ValueTask<IObjectStore> OpenAsync();

    private protected abstract void Close();

    [Fact]
    public async Task A_Signed_In_Users_Image_Is_Published_As_Theirs()
    {
        using var request = TestUsers.SignedIn(
            DirectApi.TicketRequest(new { fileName = "photo.jpg", contentType = "image/jpeg", size = Jpeg.Length }), "ada");
        using var response = await Api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var ticket = await response.JsonAsync();
        await Api.SendAsync(ticket, Jpeg);
        await Api.CompleteAsync(ticket.Text("id"));

        var published = await Api.Store.HeadAsync($"images/{ticket.Text("id")}", TestContext.Current.CancellationToken);
        Assert.Equal(Uploader.HashOf(TestUsers.User(("iss", TestUsers.Issuer), ("sub", "ada"))), published!.Metadata["uploaded-by"]);
    }

    [Fact]
    public async Task An_Image_Is_Published_As_If_It_Had_Come_Inline()
    {
        var image = SampleImages.JpegOfLength(300_000);
        var ticket = await Api.TicketAsync(image, fileName: "Kätzchen \"1\".jpg", metadata: new { Alt = "Ä, 100 %", credit = "" });
        var id = ticket.Text("id");

        await Api.SendAsync(ticket, image);
        Assert.Null(await Api.PublishedAsync(id));
        var upload = await Api.CompleteAsync(id);

        var inline = await Api.Client.UploadAsync(UploadRequests.Json(
            new { file = Convert.ToBase64String(image), fileName = "Kätzchen \"1\".jpg", metadata = new { alt = "Ä, 100 %" } }));
        string[] own = ["id", "url", "key", "uploadedAt", "deleteToken", "ignoredFields"];
        Assert.Equal(
            inline.EnumerateObject().Where(member => !own.Contains(member.Name)).Select(member => (member.Name, member.Value.GetRawText())),
            upload.EnumerateObject().Where(member => !own.Contains(member.Name)).Select(
                member => (member.Name, member.Value.GetRawText())));
        Assert.False(upload.TryGetProperty("deleteToken", out _));
        Assert.Equal(image, await Api.PublishedAsync(id));
        Assert.Null(await Api.IncomingAsync(id));

        using var described = await Api.Client.GetAsync($"uploads/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(upload.GetRawText(), await described.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var stored = await Api.Store.HeadAsync($"images/{id}", TestContext.Current.CancellationToken);
        var likewise = await Api.Store.HeadAsync(inline.Text("key"), TestContext.Current.CancellationToken);
        Assert.Equal(
            (likewise!.ContentType, likewise.CacheControl, likewise.ContentDisposition),
            (stored!.ContentType, stored.CacheControl, stored.ContentDisposition));
        Assert.Equal(likewise.Metadata.Keys.Order(), stored.Metadata.Keys.Order());
    }

    [Fact]
    public async Task Complete_Says_The_Same_However_Often_And_Whoever_Came_First()
    {
        var id = await Api.ReceiveAsync(Jpeg);

        await Api.VerifyAsync(id);
        Assert.Equal(Jpeg, await Api.PublishedAsync(id));
        Assert.Null(await Api.IncomingAsync(id));
        var first = await Api.CompleteAsync(id);
        await Api.VerifyAsync(id);

        Assert.Equal(first.GetRawText(), (await Api.CompleteAsync(id)).GetRawText());
    }

    [Fact]
    public async Task Not_Received_Before_The_Bytes_Came()
    {
        var ticket = await Api.TicketAsync(Jpeg);

        await Api.CompleteFailsAsync(ticket.Text("id"), 409, "not-received");
        await Api.VerifyAsync(ticket.Text("id"));
        await Api.SendAsync(ticket, Jpeg);

        Assert.Equal("image/jpeg", (await Api.CompleteAsync(ticket.Text("id"))).Text("contentType"));
    }

    [Fact]
    public async Task The_Detected_Type_Wins()
    {
        var id = await Api.ReceiveAsync(Jpeg, "image/png");

        Assert.Equal("image/jpeg", (await Api.CompleteAsync(id)).Text("contentType"));
        Assert.Equal("image/jpeg", (await Api.Store.HeadAsync($"images/{id}", TestContext.Current.CancellationToken))!.ContentType);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_Is_No_Image_Is_Refused_And_Gone(string what, int status, string code)
    {
        foreach (var verifierComesFirst in (bool[])[false, true])
        {
            var bytes = BytesOf(what);
            var id = await Api.ReceiveAsync(bytes, "image/png");
            if (verifierComesFirst)
            {
                await Api.VerifyAsync(id);
                Assert.Equal(bytes, await Api.IncomingAsync(id));
                Assert.Contains(
                    Api.Logs.Lines, line => line.Contains(id, StringComparison.Ordinal) && line.Contains(code, StringComparison.Ordinal));
            }

            await Api.CompleteFailsAsync(id, status, code);

            Assert.Null(await Api.IncomingAsync(id));
            Assert.Null(await Api.PublishedAsync(id));
            await Api.CompleteFailsAsync(id, 409, "not-received");
        }
    }

    [Fact]
    public async Task What_Is_Sent_After_Publishing_Changes_Nothing()
    {
        var ticket = await Api.TicketAsync(Jpeg);
        var id = ticket.Text("id");
        await Api.SendAsync(ticket, Jpeg);
        var first = await Api.CompleteAsync(id);
        var (other, html) = (Jpeg, Encoding.ASCII.GetBytes("<!doctype html>".PadRight(Jpeg.Length)));
        other[^3] ^= 1;

        foreach (var bytes in (byte[][])[other, html, other, html])
        {
            await Api.SendAsync(ticket, bytes);
            if (bytes == other)
                await Api.VerifyAsync(id);
            Assert.Equal(first.GetRawText(), (await Api.CompleteAsync(id)).GetRawText());
            Assert.Equal(Jpeg, await Api.PublishedAsync(id));
            Assert.Null(await Api.IncomingAsync(id));
        }
    }

    [Fact]
    public async Task The_Event_Side_Alone_Removes_What_Comes_After_Publishing()
    {
        var ticket = await Api.TicketAsync(Jpeg);
        await Api.SendAsync(ticket, Jpeg);
        await Api.VerifyAsync(ticket.Text("id"));

        await Api.SendAsync(ticket, Encoding.ASCII.GetBytes("<!doctype html>".PadRight(Jpeg.Length)));
        await Api.VerifyAsync(ticket.Text("id"));

        Assert.Null(await Api.IncomingAsync(ticket.Text("id")));
        Assert.Equal(Jpeg, await Api.PublishedAsync(ticket.Text("id")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_Tickets_Token_Deletes_Before_And_After_Publishing(bool isPublished)
    {
        var ticket = await Api.TicketAsync(Jpeg);
        var id = ticket.Text("id");
        await Api.SendAsync(ticket, Jpeg);
        if (isPublished)
            await Api.CompleteAsync(id);

        using var wrong = new HttpRequestMessage(HttpMethod.Delete, $"uploads/{id}") { Headers = { { "X-Delete-Token", "wrong" } } };
        await Api.Client.ProblemAsync(wrong, 403, "delete-token-wrong");
        using var right =
            new HttpRequestMessage(HttpMethod.Delete, $"uploads/{id}") { Headers = { { "X-Delete-Token", ticket.Text("deleteToken") } } };
        using var deleted = await Api.Client.SendAsync(right, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Null(await Api.IncomingAsync(id));
        Assert.Null(await Api.PublishedAsync(id));
        // An event may be late.
        await Api.VerifyAsync(id);
        Assert.Null(await Api.PublishedAsync(id));
    }

    private static byte[] BytesOf(string what) => what switch
    {
        "html" => "<!doctype html><script>alert(1)</script>"u8.ToArray(),
        "svg" => "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"u8.ToArray(),
        "script behind PNG's first bytes" => [.. SampleImages.Png.Bytes[..8], .. "<script>alert(1)</script>"u8],
        "truncated JPEG" => Jpeg[..^100],
        "200 megapixels" =>
        [
            .. SampleImages.Png.Bytes[..8],
            .. SampleImages.PngChunk("IHDR", [0, 0, 0x4E, 0x20, 0, 0, 0x27, 0x10, .. SampleImages.Png.Bytes[24..29]]),
            .. SampleImages.Png.Bytes[33..],
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };
}
