using System.Text;
using System.Text.Json;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

/// <summary>Requests that strangers made up. <c>internal-error</c> means a fault of the program, and no stranger can cause it.</summary>
public sealed class HostileRequestTests : IAsyncDisposable
{
    private const string Browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

    private readonly UploadApi _api = UploadApi.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Hosts that IDNA or DNS does not allow.</summary>
    public static TheoryData<string> WrongHosts => ["אa.com", new string('é', 70), $"{new string('é', 64)}.com"];

    /// <summary>Odd ones that browsers take.</summary>
    public static TheoryData<string> OddHosts => [$"{new string('a', 64)}.com", "a\u200d.com", "٠a.com", "xn--a.com", "-"];

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("utf-7''a.png")]
    [InlineData("utf-32''a.png")]
    [InlineData("no-such-charset''a.png")]
    [InlineData("''a.png")]
    [InlineData("'")]
    [InlineData("utf-8''%FF%FE")]
    public async Task A_File_Name_In_An_Encoding_That_Nobody_Has(string name)
    {
        var raw = await SendAsync(
            $"POST /uploads HTTP/1.1\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename*={name}",
            SampleImages.Jpeg.Bytes);
        Assert.Equal(201, raw.Status);

        var part = await SendFormAsync("", $"filename*={name}; filename=\"b.jpg\"", "");
        Assert.Equal(201, part.Status);
    }

    [Theory]
    [MemberData(nameof(WrongHosts))]
    public async Task A_Redirect_To_A_Host_That_Cannot_Be_Stores_Nothing(string host)
    {
        var response = await RedirectAsync(host);

        Assert.Equal(400, response.Status);
        Assert.Contains("invalid-redirect", response.Body, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_api.Folder.FullName, "images")));
    }

    [Theory]
    [MemberData(nameof(OddHosts))]
    public async Task A_Redirect_To_An_Odd_Host_Is_Followed(string host) => Assert.Equal(303, (await RedirectAsync(host)).Status);

    [Theory]
    [MemberData(nameof(WrongHosts))]
    [MemberData(nameof(OddHosts))]
    public async Task A_Page_At_A_Host_That_Cannot_Be_Gets_Its_Answer(string host)
    {
        var origin = Latin1($"https://{host}");
        foreach (var header in new[] { $"Origin: {origin}", $"Referer: {origin}/", $"Origin: {origin}\r\nReferer: {origin}/a" })
        {
            Assert.Equal(201, (await SendFormAsync($"{Browser}\r\n{header}", "filename=\"a.jpg\"", "")).Status);
            Assert.Equal(404, (await SendAsync($"GET /nothing HTTP/1.1\r\n{Browser}\r\n{header}", [])).Status);
        }
    }

    [Theory]
    [InlineData("application/zip")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_Body_That_Is_Larger_Than_The_Server_Takes_At_All(string type)
    {
        var response = await RawHttp.SendAsync(
            _api.BaseAddress,
            $"POST /uploads HTTP/1.1\r\nContent-Type: {type}\r\nContent-Length: 40000000",
            [],
            Cancellation,
            hasLength: false);

        Assert.Equal(413, response.Status);
        Assert.Contains("too-large", response.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("80000000")]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("-1")]
    public async Task A_Chunk_Of_A_Size_That_Cannot_Be(string size)
    {
        var response = await RawHttp.SendAsync(
            _api.BaseAddress,
            $"POST /uploads HTTP/1.1\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked",
            Encoding.ASCII.GetBytes($"{size}\r\nabc"),
            Cancellation,
            hasLength: false);

        Assert.Equal((400, "application/problem+json"), (response.Status, response.ContentType));
        Assert.Equal("bad-request", JsonDocument.Parse(response.Body).RootElement.Text("code"));
    }

    [Theory]
    [InlineData("x-é")]
    [InlineData("x-a\tb")]
    [InlineData("a b, c")]
    [InlineData("\u007f")]
    [InlineData("(")]
    public async Task A_Preflight_For_Headers_That_Cannot_Be(string headers)
    {
        foreach (var path in (string[])["uploads", "disk/", "clients/filepond"])
        {
            var response = await SendAsync(
                $"OPTIONS /{path} HTTP/1.1\r\nOrigin: https://site.example\r\nAccess-Control-Request-Method: POST\r\n"
                    + $"Access-Control-Request-Headers: {Latin1(headers)}",
                []);

            Assert.Equal(204, response.Status);
        }
    }

    /// <summary>Header values go over the wire as their UTF-8 bytes.</summary>
    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Of a form on a page of that host.</summary>
    private Task<RawResponse> RedirectAsync(string host)
    {
        var origin = Latin1($"https://{host}");
        return SendFormAsync($"{Browser}\r\nOrigin: {origin}\r\nReferer: {origin}/", "filename=\"a.jpg\"", $"https://{host}/");
    }

    private async Task<RawResponse> SendFormAsync(string headers, string fileName, string redirect)
    {
        var fields = redirect.Length == 0 ? "" : $"--b\r\nContent-Disposition: form-data; name=\"_redirect\"\r\n\r\n{redirect}\r\n";
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes($"{fields}--b\r\nContent-Disposition: form-data; name=\"file\"; {fileName}\r\n\r\n"),
            .. SampleImages.Jpeg.Bytes,
            .. "\r\n--b--\r\n"u8,
        ];
        return await SendAsync(
            $"POST /uploads HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b{(headers.Length > 0 ? "\r\n" : "")}{headers}", body);
    }

    private async Task<RawResponse> SendAsync(string head, byte[] body)
    {
        var response = await RawHttp.SendAsync(_api.BaseAddress, head, body, Cancellation);
        Assert.DoesNotContain(_api.Logs.Lines, logged => logged.StartsWith("Error", StringComparison.Ordinal));
        return response;
    }
}
