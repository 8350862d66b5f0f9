using System.Net;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Clients;

/// <summary>What each widget reads after a success and after a failure, byte for byte; the widgets themselves are in the gallery.</summary>
public sealed partial class DialectTableTests : IAsyncDisposable
{
    private readonly UploadApi _api = UploadApi.Start(("MaxInlineBytes", "4000"));

    /// <summary>
    /// Per widget: its path, the name of its file field, what it gets for an image at U, and for a problem whose words are P.
    /// </summary>
    public static TheoryData<string, string, string, string> Widgets => new()
    {
        { "ckeditor", "upload", """{"url":"U"}""", """{"error":{"message":"P"}}""" },
        { "easymde", "image", """{"data":{"filePath":"U#photo.jpg"}}""", """{"error":"P"}""" },
        { "editorjs", "image", """{"success":1,"file":{"url":"U"}}""", """{"success":0,"message":"P"}""" },
        { "filepond", "filepond", "U", "P" },
        {
            "jodit", "files[0]", """{"success":true,"data":{"baseurl":"","files":["U"],"isImages":[true]}}""",
            """{"success":false,"data":{"messages":["P"]}}"""
        },
        { "tinymce", "file", """{"location":"U"}""", """{"message":"P"}""" },
        { "dropzone", "file", """{"id":"I","url":"U",*""", """{"error":"P"}""" },
        { "uppy", "file", """{"id":"I","url":"U",*""", """{"status":*,"code":*,"detail":"P",*""" },
    };

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [MemberData(nameof(Widgets))]
    public async Task A_Success_Is_What_The_Widget_Reads(string widget, string field, string success, string failure)
    {
        _ = failure;
        using var response = await PostAsync($"clients/{widget}", field, SampleImages.Jpeg.Bytes);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await BodyAsync(response);
        var id = Id().Match(body).Value;
        Matches(
            success.Replace("\"I\"", $"\"{id}\"", StringComparison.Ordinal).Replace(
                "U", $"{_api.BaseAddress}images/{id}", StringComparison.Ordinal),
            body);
        Assert.Equal(SampleImages.Jpeg.Bytes, await _api.Client.GetByteArrayAsync($"images/{id}", TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Widgets))]
    public async Task The_Delete_Token_Is_In_A_Header_Only_And_Works(string widget, string field, string success, string failure)
    {
        _ = (success, failure);
        using var response = await PostAsync($"clients/{widget}", field, SampleImages.Jpeg.Bytes);

        var token = Assert.Single(response.Headers.GetValues("X-Delete-Token"));
        var body = await BodyAsync(response);
        Assert.DoesNotContain(token, body, StringComparison.Ordinal);
        Assert.DoesNotContain("deleteToken", body, StringComparison.Ordinal);
        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"uploads/{Id().Match(body)}")
        {
            Headers = { { "X-Delete-Token", token } },
        };
        using var deleted = await _api.Client.SendAsync(delete, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Widgets))]
    public async Task A_Failure_Has_Our_Words_Where_The_Widget_Looks_For_Them(string widget, string field, string success, string failure)
    {
        _ = success;
        foreach (var (file, status, code) in new[]
        {
            ("%PDF-1.7"u8.ToArray(), 415, "unsupported-image"), (new byte[5000], 413, "too-large"), ([], 400, "empty-file"),
        })
        {
            using var response = await PostAsync($"clients/{widget}", field, file);

            Assert.Equal(status, (int)response.StatusCode);
            Assert.False(response.Headers.Contains("X-Delete-Token"));
            using var same = await PostAsync("uploads", field, file);
            var words = (await same.ProblemAsync(status, code)).Text("detail");
            Matches(failure.Replace("P", words, StringComparison.Ordinal), await BodyAsync(response));
        }
    }

    /// <summary>It tells images by these endings, which not all names of images have.</summary>
    [Theory]
    [InlineData("photo.JPEG", "photo.JPEG")]
    [InlineData("photo.jfif", "photo.jfif.jpg")]
    [InlineData("Katze 1.jpe", "Katze%201.jpe.jpg")]
    public async Task EasyMde_Gets_A_Name_That_It_Takes_For_An_Image(string name, string fragment)
    {
        using var response = await PostAsync("clients/easymde", "image", SampleImages.Jpeg.Bytes, name);

        Assert.Contains($"#{fragment}\"", await BodyAsync(response), StringComparison.Ordinal);
    }

    private static Task<string> BodyAsync(HttpResponseMessage response) =>
        response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>A star stands for anything.</summary>
    private static void Matches(string expected, string body) => Assert.Matches(
        $"^{string.Join(".*", expected.Split('*').Select(Regex.Escape))}$",
        Escape().Replace(body, escape => ((char)Convert.ToInt32(escape.Groups[1].Value, 16)).ToString()));

    private async Task<HttpResponseMessage> PostAsync(string path, string field, byte[] file, string name = "photo.jpg")
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), field, name } };
        return await _api.Client.PostAsync(path, form, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("[0-9a-hjkmnp-tv-z]{26}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex Escape();
}
