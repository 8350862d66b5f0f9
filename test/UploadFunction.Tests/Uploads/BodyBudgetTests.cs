using System.Net;
using System.Net.Sockets;
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
        for (var problem = ""; problem.Length == 0;)
        {
            slow.Add(await BeginAsync(api.BaseAddress));
            using var request = UploadRequests.Post(UploadRequests.Multipart(image));
            using var response = await api.Client.SendAsync(request, Cancellation);
            if (response.IsSuccessStatusCode)
                continue;
            problem = (await response.ProblemAsync(503, "busy")).Text("detail");
            Assert.NotNull(response.Headers.RetryAfter);
        }

        // What has no body, or a small one, still fits.
        Assert.True((await api.Client.GetAsync("health", Cancellation)).IsSuccessStatusCode);
        foreach (var client in slow)
            client.Dispose();
        await api.Logs.WaitForAsync("client", Cancellation);
        HttpResponseMessage last;
        do
            last = await api.Client.SendAsync(UploadRequests.Post(UploadRequests.Multipart(image)), Cancellation);
        while (last.StatusCode == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.Created, last.StatusCode);
    }

    /// <summary>Announces a body, and sends nothing of it.</summary>
    private static async Task<TcpClient> BeginAsync(Uri server)
    {
        var client = new TcpClient { LingerState = new LingerOption(true, 0) };
        await client.ConnectAsync(server.Host, server.Port, Cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync(
            "POST /uploads HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nExpect: 100-continue\r\nContent-Length: 4000000\r\n\r\n"u8.ToArray(),
            Cancellation);
        // The server says this when it begins to read the body.
        await stream.ReadExactlyAsync(new byte["HTTP/1.1 100 Continue\r\n\r\n".Length], Cancellation);
        return client;
    }
}
