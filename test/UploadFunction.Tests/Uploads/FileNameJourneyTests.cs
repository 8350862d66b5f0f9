using System.Text;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

/// <summary>A hostile file name on its whole way: answer, stored object, served headers, page and log.</summary>
public sealed partial class FileNameJourneyTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start();

    public static TheoryData<string> HostileNames =>
    [
        "\"quoted\".jpg",
        "line\r\nSet-Cookie: a=b\r\n\r\n<script>.jpg",
        "../../etc/passwd",
        "..\\..\\windows\\system32\\a.jpg",
        "annex\u202egpj.exe",
        "🐈‍⬛ und 👨‍👩‍👧‍👦.jpg",
        new string('ä', 4000) + ".jpg",
        string.Concat(Enumerable.Repeat("🐈", 2000)) + ".jpg",
    ];

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [MemberData(nameof(HostileNames))]
    public async Task Comes_Back_Safe_In_Every_Place(string name)
    {
        var image = SampleImages.Jpeg.Bytes;
        var json = UploadRequests.Json(new { file = Convert.ToBase64String(image), fileName = name });
        foreach (var content in new[] { UploadRequests.Multipart(image, name), json })
        {
            var upload = await _api.Client.UploadAsync(content);
            AssertSafe(upload.Text("fileName"));

            using var served = await _api.Client.GetAsync(upload.Text("url"), TestContext.Current.CancellationToken);
            var disposition = served.Content.Headers.GetValues("Content-Disposition").Single();
            Assert.Matches(EncodedDisposition(), disposition);
            Assert.Equal(upload.Text("fileName"), Uri.UnescapeDataString(disposition.Split("''")[1]));
            Assert.Equal(upload.Text("fileName"), Uri.UnescapeDataString(served.Headers.GetValues("x-amz-meta-file-name").Single()));
            Assert.False(served.Headers.Contains("Set-Cookie"));
        }

        using var form = UploadRequests.Post(UploadRequests.Multipart(image, name), accept: UploadRequests.BrowserAccept);
        using var page = await _api.Client.SendAsync(form, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(
            "<script", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
        Assert.All(_api.Logs.Lines, line => Assert.DoesNotContain("Set-Cookie", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_Long_Name_Gives_Way_To_The_Authors_Metadata()
    {
        var caption = new string('c', 1700);
        var upload = await _api.Client.UploadAsync(
            UploadRequests.Multipart(SampleImages.Jpeg.Bytes, new string('n', 250) + ".jpg", ("caption", caption)));

        Assert.Equal(caption, upload.GetProperty("metadata").Text("caption"));
        Assert.Matches("^n+\\.jpg$", upload.Text("fileName"));
        using var served = await _api.Client.GetAsync(upload.Text("url"), TestContext.Current.CancellationToken);
        var bytes = served.Headers.Where(header => header.Key.StartsWith("x-amz-meta-", StringComparison.Ordinal)).Sum(
            header => header.Key.Length - "x-amz-meta-".Length + header.Value.Single().Length);
        Assert.Equal(2048, bytes);
    }

    private static void AssertSafe(string name)
    {
        Assert.NotEmpty(name);
        Assert.DoesNotMatch(@"[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f/\\]", name);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, 255);
    }

    [GeneratedRegex("^inline; filename\\*=UTF-8''[A-Za-z0-9._~%-]+$")]
    private static partial Regex EncodedDisposition();
}
