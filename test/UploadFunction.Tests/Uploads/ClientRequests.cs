using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Uploads.ClientRequest;
using static UploadFunction.Tests.Uploads.WireForm;

namespace UploadFunction.Tests.Uploads;

/// <summary>What real clients send. <see cref="WireForm"/> says how it is written here.</summary>
internal static class ClientRequests
{
    private static readonly string Photo = File("name=\"file\"; filename=\"photo.jpg\"");
    private static readonly string PhotoStored = Stored("photo.jpg", SampleImages.Jpeg);

    public static IReadOnlyList<ClientRequest> All { get; } =
        [.. Boundaries(), .. Accepts(), .. Untyped(), .. Texts(), .. ClientCharsets.All(), .. ClientForms.All(), .. ClientFileNames.All()];

    /// <summary>RFC 2045 wants quotes around these, but many clients write none.</summary>
    private static IEnumerable<ClientRequest> Boundaries()
    {
        string[] types =
        [
            "multipart/form-data; boundary=----=_Part_0_1330169283.1732276800000", // Java, javax.mail
            "multipart/form-data; boundary===============7330845974216740156==", // Python, email.mime
            "multipart/form-data; boundary=Boundary/1F/B3", // React Native
            "multipart/form-data; boundary=http://www.example.com:8080/?part", // a script that takes its own URL
            "multipart/form-data; boundary=my own boundary", // a shell script
            "multipart/form-data; boundary=two words ; charset=UTF-8", // Java, Apache HttpClient with a charset
            "multipart/form-data; boundary=\"quoted = / : ? boundary\"", // .NET, MultipartFormDataContent
            "Multipart/Form-Data; Charset=\"utf-8\"; Boundary=\"capitals\"", // Delphi, Indy
            "multipart/form-data;boundary=no-space;", // PHP, with a semicolon too many
        ];
        foreach (var type in types)
        {
            var boundary = type.Split("oundary=")[1].Split(';')[0].Trim(' ', '"');
            yield return Post(type, "uploads", $"Content-Type: {type}", Photo.Replace(Boundary, boundary), PhotoStored);
        }
    }

    private static IEnumerable<ClientRequest> Accepts()
    {
        const string java = "Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2";
        const string safari = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        yield return Sends("Chromium, form", $"Accept: {UploadRequests.BrowserAccept}", "a page, 201");
        yield return Sends("Safari and Firefox, form", safari, "a page, 201");
        yield return Sends("a browser that prefers HTML alone", "Accept: text/html\r\nSec-Fetch-Mode: navigate", "a page, 201");
        yield return Sends("a script that takes HTML at worst", "Accept: application/json, text/html;q=0.1", PhotoStored);
        yield return Sends("Java, HttpURLConnection", java, PhotoStored);
        yield return Sends("Java, older HttpURLConnection", "Accept: text/html, */*; q=.2", PhotoStored);
        yield return Sends("a library that takes all", "Accept: text/html,application/xhtml+xml,application/json,*/*", PhotoStored);
        yield return Sends("fetch", "Accept: */*\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty", PhotoStored);
        yield return Sends("a script that refuses HTML", "Accept: text/html;q=0, application/xhtml+xml, */*;q=0.1", PhotoStored);

        static ClientRequest Sends(string client, string headers, string expected) =>
            Post(client, "uploads", $"{Multipart}\r\n{headers}", Photo, expected);
    }

    /// <summary>Bodies whose type says nothing, and tickets with a type of old.</summary>
    private static IEnumerable<ClientRequest> Untyped()
    {
        const string form = "Content-Type: application/x-www-form-urlencoded";
        yield return Post("curl --data-binary", "uploads", form, Jpeg, Stored("image.jpg", SampleImages.Jpeg));
        yield return Post("curl -d", "uploads", form, "file=photo.jpg&alt=A+cat", "unsupported-body");
        yield return Post("a microcontroller without a type", "uploads", "Accept: */*", Png, Stored("image.png", SampleImages.Png));
        yield return Post("a microcontroller without an image", "uploads", "Accept: */*", "hello", "unsupported-body");
        yield return Post("S3's old type", "uploads", "Content-Type: binary/octet-stream", Webp, Stored("image.webp", SampleImages.Webp));
        yield return Post("a type that is none", "uploads", "Content-Type: gif", Gif, Stored("image.gif", SampleImages.Gif));
        yield return Post("a video", "uploads", "Content-Type: video/mp4", "\0\0\0\u0018ftypisom\0\0\0\0isommp42", "unsupported-body");
        foreach (var (type, taken) in new[] { ("image/jpg", "image/jpeg"), ("image/pjpeg", "image/jpeg"), ("image/x-png", "image/png") })
        {
            var ticket = $"{{\"fileName\":\"photo\",\"contentType\":\"{type}\",\"size\":750}}";
            yield return Post(
                $"Windows, a ticket for {type}", "uploads/direct", "Content-Type: application/json", ticket, $"a ticket for {taken}");
        }
    }

    /// <summary>JSON and data URLs.</summary>
    private static IEnumerable<ClientRequest> Texts()
    {
        const string json = "Content-Type: application/json";
        var base64 = Convert.ToBase64String(SampleImages.Png.Bytes);
        var escaped = Uri.EscapeDataString(base64);
        var percent = string.Concat(SampleImages.Png.Bytes.Select(value => $"%{value:x2}"));
        var png = Stored("image.png", SampleImages.Png);
        yield return Post("PowerShell, JSON with a BOM", "uploads", json, Utf8("\uFEFF") + $"{{\"file\":\"{base64}\"}}", png);
        yield return Post("a script, percent-encoded data URL", "uploads", json, $"{{\"file\":\"data:image/png,{percent}\"}}", png);
        yield return Post("a script, base64 escaped again", "uploads", json, $"{{\"file\":\"data:image/png;base64,{escaped}\"}}", png);
        yield return Post(
            "FilePond, data URL with parameters",
            "uploads",
            json,
            $"{{\"file\":\"data:image/png;name=a%20b.png;charset=utf-8; base64,{base64}\",\"fileName\":\"a b\"}}",
            Stored("a b.png", SampleImages.Png));
        yield return Post("curl, percent-encoded data URL", "uploads", "Content-Type: text/plain", $"data:image/png,{percent}\n", png);
        yield return Post("curl, escaped base64", "uploads", "Content-Type: text/plain; charset=utf-8", $"data:;base64,{escaped}\n", png);
        yield return Post("Editor.js, uploadByUrl", "uploads", json, "{\"url\":\"https://www.example.com/a.jpg\"}", "no-remote-files");
        yield return Post("a script, a URL as file", "uploads", json, "{\"file\":\"https://www.example.com/a.jpg\"}", "no-remote-files");
        yield return Post("a script, nothing", "uploads", json, "{\"fileName\":\"a.jpg\"}", "no-file");
    }
}
