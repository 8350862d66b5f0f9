using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ObjectStorage;
using ObjectStorage.Disk;
using ObjectStorage.S3;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Direct;

/// <summary>
/// Two verifiers, <c>complete</c> and an uploader who posts other bytes, all at once, in rounds: one image that was checked whole, or none.
/// </summary>
public sealed class VerifierRaceTests(S3Servers servers)
{
    private const int Rounds = 200;

    private static readonly byte[] First = SampleImages.JpegOfLength(20_000);
    private static readonly byte[] Second = Changed(First);
    private static readonly byte[] Html = Encoding.ASCII.GetBytes("<!doctype html>".PadRight(First.Length));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_Disk()
    {
        using var folder = new TemporaryFolder();
        await RaceAsync(new DiskObjectStore(folder.Path, TimeProvider.System), removesOnlyWhatItChecked: true);
    }

    // moto looks at the ETag and removes in two steps, radosgw removes whatever is there: with them a good image that comes right after a
    // bad one may have to be sent again.
    [Fact]
    public async Task On_Moto() => await RaceAsync(await servers.MotoAsync(), removesOnlyWhatItChecked: false);

    [Fact]
    public async Task On_A_Production_S3() => await RaceAsync(await servers.ProductionAsync(), removesOnlyWhatItChecked: false);

    private static async Task RaceAsync(S3Server server, bool removesOnlyWhatItChecked)
    {
        using var client = server.CreateClient();
        await RaceAsync(new S3ObjectStore(client, await server.SharedBucketAsync(), TimeProvider.System), removesOnlyWhatItChecked);
    }

    private static async Task RaceAsync(IObjectStore store, bool removesOnlyWhatItChecked)
    {
        await using var api = DirectApi.Start(store);
        var options = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation };
        await Parallel.ForAsync(0, Rounds, options, async (round, _) =>
            await RoundAsync(api, round, removesOnlyWhatItChecked));
    }

    private static async Task RoundAsync(DirectApi api, int round, bool removesOnlyWhatItChecked)
    {
        var ticket = await api.TicketAsync(First);
        var id = ticket.Text("id");
        var seen = new ConcurrentBag<byte[]>();
        // What is there before, and what is posted while the others run.
        byte[][] posts = (round % 5) switch
        {
            0 => [First, Second],
            1 => [First, Second, First],
            2 => [First, Html],
            3 => [Html, First],
            _ => [Html, Second, Html],
        };
        Func<Task>[] actors =
        [
            .. posts[1..].Select(bytes => (Func<Task>)(() => api.SendAsync(ticket, bytes))),
            () => VerifyAsync(api, id),
            () => VerifyAsync(api, id),
            () => TryCompleteAsync(api, id),
            async () => seen.Add(await api.PublishedAsync(id) ?? First),
        ];
        await api.SendAsync(ticket, posts[0]);
        // The order in which they start differs by round.
        new Random(round).Shuffle(actors);
        await Task.WhenAll(actors.Select(actor => Task.Run(actor, Cancellation)));
        seen.Add(await api.PublishedAsync(id) ?? First);

        // Every post has its event, however late.
        await VerifyAsync(api, id);
        var waiting = await api.IncomingAsync(id);
        var answer = await TryCompleteAsync(api, id);
        var published = await api.PublishedAsync(id);

        Assert.All(seen, bytes => Assert.True(bytes.SequenceEqual(First) || bytes.SequenceEqual(Second)));
        Assert.Null(await api.IncomingAsync(id));
        if (published is null)
        {
            // Only because HTML was posted over an image, or because it was removed with the image that came after it.
            Assert.Contains(Html, posts);
            Assert.NotNull(answer.Text("code"));
            Assert.True(waiting is null || waiting.SequenceEqual(Html));
            Assert.False(
                removesOnlyWhatItChecked && posts is [var before, var last] && before == Html && last == First, "A good image was lost.");
            return;
        }
        Assert.Contains(posts, bytes => bytes != Html && bytes.SequenceEqual(published));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(published)), answer.Text("sha256"));
    }

    // moto may send the ETag of one object with the bytes of the next, which the SDK notices. Whoever is told that the store fails tries
    // again: EventBridge and the form do.
    private static async Task VerifyAsync(DirectApi api, string id)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            try
            {
                await api.VerifyAsync(id);
                return;
            }
            catch (StorageException) when (!patience.IsCancellationRequested)
            {
            }
        }
    }

    private static async Task<JsonElement> TryCompleteAsync(DirectApi api, string id)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        HttpResponseMessage response;
        do
        {
            using var request = DirectApi.CompleteRequest(id);
            response = await api.Client.SendAsync(request, patience.Token);
        }
        while (response.StatusCode == HttpStatusCode.ServiceUnavailable);
        using (response)
        {
            var body = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.True(
                response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict or HttpStatusCode.UnsupportedMediaType,
                $"{(int)response.StatusCode} {body}");
            return JsonDocument.Parse(body).RootElement;
        }
    }

    private static byte[] Changed(byte[] image)
    {
        byte[] changed = [.. image];
        changed[^3] ^= 1;
        return changed;
    }
}
