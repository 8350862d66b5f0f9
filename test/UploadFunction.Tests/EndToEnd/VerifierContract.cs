using System.Security.Cryptography;
using System.Text;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>The Verifier as a Lambda function: what EventBridge's events set off, whatever the program was built as.</summary>
public abstract class VerifierContract(PublishedProgram program, S3Servers servers)
{
    private static readonly byte[] Html = Encoding.ASCII.GetBytes("<!doctype html><script>alert(1)</script>");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_Image_Sent_With_A_Ticket_Is_Published_With_All_Its_Headers_And_Metadata()
    {
        await using var functions = await StartAsync();
        var image = SampleImages.JpegOfLength(6_000_000);
        var ticket = await functions.SendAsync(image, "Kätzchen \"1\".jpg", new { alt = "Ä, 100 %" });
        var id = ticket.Text("id");
        Assert.Null(await functions.PublishedAsync(id));

        await functions.VerifyAsync(id);

        Assert.Equal(image, await functions.PublishedAsync(id));
        Assert.Null(await functions.IncomingAsync(id));
        var published = (await functions.Store.HeadAsync($"images/{id}", Cancellation))!;
        Assert.Equal("image/jpeg", published.ContentType);
        Assert.Equal("public, max-age=31536000, s-maxage=86400, immutable", published.CacheControl);
        Assert.Equal("inline; filename*=UTF-8''K%C3%A4tzchen%20%221%22.jpg", published.ContentDisposition);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(image));
        using var complete = await functions.CompleteAsync(id);
        var upload = await complete.JsonAsync();
        Assert.Equal(
            new SortedDictionary<string, string>
            {
                ["alt"] = "%C3%84%2C%20100%20%25",
                ["file-name"] = "K%C3%A4tzchen%20%221%22.jpg",
                ["width"] = "40",
                ["height"] = "30",
                ["sha256"] = sha256,
                ["source-sha256"] = sha256,
                ["uploaded-at"] = upload.GetProperty("uploadedAt").GetDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ss.fffZ"),
                ["delete-token-sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(ticket.Text("deleteToken")))),
            },
            new SortedDictionary<string, string>(published.Metadata.ToDictionary()));
    }

    [Fact]
    public async Task What_Is_No_Image_Stays_And_Is_Logged_So_That_Complete_Still_Says_Why()
    {
        await using var functions = await StartAsync();
        var id = (await functions.SendAsync(Html)).Text("id");

        await functions.VerifyAsync(id);

        Assert.Equal(Html, await functions.IncomingAsync(id));
        Assert.Null(await functions.PublishedAsync(id));
        await functions.Verifier.Log.WaitForLineAsync(
            line => line.Contains($"Rejected {id}, which was uploaded directly: unsupported-image (415)", StringComparison.Ordinal),
            Cancellation);
        await functions.CompleteFailsAsync(id, 415, "unsupported-image");
        Assert.Null(await functions.IncomingAsync(id));
    }

    [Fact]
    public async Task An_Object_That_Is_Gone_Is_No_Failure()
    {
        await using var functions = await StartAsync();
        await functions.VerifyAsync("p1125rfjfvqn7rnh7sx2anfm5g");

        var ticket = await functions.SendAsync(SampleImages.Jpeg.Bytes);
        await functions.DeleteAsync(ticket);
        await functions.VerifyAsync(ticket.Text("id"));

        Assert.Null(await functions.PublishedAsync(ticket.Text("id")));
    }

    [Fact]
    public async Task One_Image_Is_Published_By_Two_Events_At_Once_And_Another_Later()
    {
        await using var functions = await StartAsync();
        for (var round = 0; round < 10; round++)
        {
            var image = SampleImages.JpegOfLength(100_000 + round);
            var id = (await functions.SendAsync(image)).Text("id");

            await Task.WhenAll(functions.VerifyAsync(id), functions.VerifyAsync(id));
            var first = await functions.Store.HeadAsync($"images/{id}", Cancellation);
            await functions.VerifyAsync(id);

            Assert.Equal(image, await functions.PublishedAsync(id));
            Assert.Null(await functions.IncomingAsync(id));
            var last = await functions.Store.HeadAsync($"images/{id}", Cancellation);
            Assert.Equal((first!.ETag, first.Metadata["uploaded-at"]), (last!.ETag, last.Metadata["uploaded-at"]));
        }
    }

    [Theory]
    [InlineData("incoming/x")]
    [InlineData("incoming/deeper/{id}")]
    [InlineData("incoming/../images/{id}")]
    [InlineData("images/{id}")]
    [InlineData("site/{id}")]
    [InlineData("site/index.html")]
    public async Task An_Event_About_What_No_Ticket_Names_Changes_Nothing(string key)
    {
        var server = await servers.MotoAsync();
        await using var functions = await DirectFunctions.StartAsync(await program.PathAsync(), server, await server.CreateBucketAsync());
        using var s3 = server.CreateClient();
        // An image waits, for its own event.
        var id = (await functions.SendAsync(SampleImages.Jpeg.Bytes)).Text("id");
        foreach (var other in (string[])["incoming/x", "incoming/deeper/x", "images/x", "site/index.html"])
            await s3.PutObjectAsync(new() { BucketName = functions.Bucket, Key = other, ContentBody = "<!doctype html>" }, Cancellation);
        var before = await ListAsync();

        var result = await functions.TellAsync(key.Replace("{id}", id, StringComparison.Ordinal));

        Assert.Equal("null", result.Text);
        Assert.Equal(5, before.Count);
        Assert.Equal(before, await ListAsync());

        async Task<IReadOnlyList<(string, string, DateTime?)>> ListAsync() =>
            [
                .. (await s3.ListObjectsV2Async(new() { BucketName = functions.Bucket }, Cancellation)).S3Objects.Select(
                    found => (found.Key, found.ETag, found.LastModified)),
            ];
    }

    private async Task<DirectFunctions> StartAsync()
    {
        var server = await servers.MotoAsync();
        return await DirectFunctions.StartAsync(await program.PathAsync(), server, await server.SharedBucketAsync());
    }
}
