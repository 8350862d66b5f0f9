using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

/// <summary>Clients that begin to send and stop do not fill the memory, and those that come after them are told to wait.</summary>
public sealed class BodyBudgetTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bodies_That_Do_Not_Fit_Are_Told_To_Come_Later_And_Do_So()
    {
        await using var api = UploadApi.Start();
        var image = SampleImages.JpegOfLength(4_000_000);
        var slow = new List<TcpClient>();
        JsonElement? busy = null;
        for (var clients = 0; clients < 40 && busy is null; clients++)
        {
            slow.Add(await BeginAsync(api.BaseAddress));
            using var request = UploadRequests.Post(UploadRequests.Multipart(image));
            using var response = await api.Client.SendAsync(request, Cancellation);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
                (busy, _) = (await response.ProblemAsync(503, "busy"), Assert.Single(response.Headers.GetValues("Retry-After")));
        }

        Assert.NotNull(busy);
        // What has no body still fits.
        using var health = await api.Client.GetAsync("health", Cancellation);
        Assert.True(health.IsSuccessStatusCode);
        foreach (var client in slow)
            client.Dispose();
        await ExpectRoomAsync(api, image);
    }

    /// <summary>The server notices one after the other that the clients are gone.</summary>
    private static async Task ExpectRoomAsync(UploadApi api, byte[] image)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience.Limit);
        while (true)
        {
            using var request = UploadRequests.Post(UploadRequests.Multipart(image));
            using var response = await api.Client.SendAsync(request, patience.Token);
            if (response.StatusCode == HttpStatusCode.Created)
                return;
            await response.ProblemAsync(503, "busy");
        }
    }

    /// <summary>Sends all of a body but its last byte.</summary>
    private static async Task<TcpClient> BeginAsync(Uri server)
    {
        var client = new TcpClient { LingerState = new LingerOption(true, 0) };
        await client.ConnectAsync(server.Host, server.Port, Cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(
            "POST /uploads HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nContent-Length: 4000000\r\n\r\n"u8.ToArray(), Cancellation);
        try
        {
            await stream.WriteAsync(new byte[3_999_999], Cancellation);
        }
        catch (IOException)
        {
            // This one did not fit any more.
        }
        return client;
    }
}
