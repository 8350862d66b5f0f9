using System.Net.Sockets;
using System.Text;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

/// <summary>Clients that vanish or speak no HTTP: their fault, so no error of ours in the log.</summary>
public sealed class BrokenClientTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("Content-Length: 1000", "only the beginning")]
    [InlineData("Transfer-Encoding: chunked", "5\r\nabc")]
    [InlineData("Transfer-Encoding: chunked", "no chunk size\r\n")]
    public async Task Are_Logged_As_What_They_Are(string header, string body)
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(_api.BaseAddress.Host, _api.BaseAddress.Port, TestContext.Current.CancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST /uploads HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nExpect: 100-continue\r\n{header}\r\n\r\n"),
                TestContext.Current.CancellationToken);
            // The server says this when it begins to read the body.
            await stream.ReadExactlyAsync(new byte["HTTP/1.1 100 Continue\r\n\r\n".Length], TestContext.Current.CancellationToken);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(body), TestContext.Current.CancellationToken);
            // Ends with a reset instead of a goodbye.
            client.LingerState = new LingerOption(true, 0);
        }

        await _api.Logs.WaitForAsync("client", TestContext.Current.CancellationToken);

        using var health = await _api.Client.GetAsync("health", TestContext.Current.CancellationToken);
        Assert.True(health.IsSuccessStatusCode);
        Assert.DoesNotContain(_api.Logs.Lines, logged => logged.StartsWith("Error", StringComparison.Ordinal));
    }
}
