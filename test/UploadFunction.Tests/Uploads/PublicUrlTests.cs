using System.Net;
using System.Net.Sockets;
using System.Text;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

/// <summary>Where nothing else is set, URLs are those of the address that the client reached us by.</summary>
public sealed class PublicUrlTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("192.168.1.20:5080")]
    [InlineData("[2001:db8::7]:5080")]
    [InlineData("[::1]")]
    [InlineData("laptop.local:5080")]
    [InlineData("xn--bcher-kva.example")]
    public async Task Image_And_Api_Are_Where_The_Client_Found_Us(string host)
    {
        using var upload = UploadRequests.Post(UploadRequests.Multipart(SampleImages.Png.Bytes));
        upload.Headers.Host = host;
        using var uploaded = await _api.Client.SendAsync(upload, TestContext.Current.CancellationToken);
        var json = await uploaded.JsonAsync();
        Assert.Equal($"http://{host}/images/{json.Text("id")}", json.Text("url"));
        Assert.Equal($"http://{host}/uploads/{json.Text("id")}", uploaded.Headers.Location?.OriginalString);

        using var ask = new HttpRequestMessage(HttpMethod.Get, "config.json") { Headers = { Host = host } };
        using var config = await _api.Client.SendAsync(ask, TestContext.Current.CancellationToken);
        Assert.Equal($"http://{host}", (await config.JsonAsync()).Text("api"));
    }

    [Fact]
    public async Task PublicBaseUrl_Counts_Before_The_Clients_Address()
    {
        await using var api = UploadApi.Start(("PublicBaseUrl", "https://cdn.example.com/pictures"));

        var upload = await api.Client.UploadAsync(UploadRequests.Multipart(SampleImages.Png.Bytes));

        Assert.Equal($"https://cdn.example.com/pictures/images/{upload.Text("id")}", upload.Text("url"));
    }

    [Theory]
    [InlineData("a.example\"><script>")]
    [InlineData("a.example/path")]
    [InlineData("user@a.example")]
    [InlineData("a.example, b.example")]
    public async Task A_Host_That_Is_None_Is_Refused_And_Not_Repeated(string host)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _api.BaseAddress.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET /config.json HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
            TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());

        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("a.example", answer, StringComparison.Ordinal);
    }
}
