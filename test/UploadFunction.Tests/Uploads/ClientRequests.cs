using System.Text;
using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Uploads.ClientRequest;

namespace UploadFunction.Tests.Uploads;

/// <summary>
/// What real clients send. Every text that goes over the wire is Latin-1: each character stands for one byte, an image for its bytes.
/// </summary>
internal static class ClientRequests
{
    /// <summary>Browsers, curl and libraries differ in it; only the rows about boundaries have another.</summary>
    private const string Boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW";

    private const string Multipart = $"Content-Type: multipart/form-data; boundary={Boundary}";

    private static readonly string Jpeg = Wire(SampleImages.Jpeg.Bytes);
    private static readonly string Png = Wire(SampleImages.Png.Bytes);
    private static readonly string Gif = Wire(SampleImages.Gif.Bytes);
    private static readonly string Webp = Wire(SampleImages.Webp.Bytes);
    private static readonly string Photo = File("name=\"file\"; filename=\"photo.jpg\"");
    private static readonly string PhotoStored = Stored("photo.jpg", SampleImages.Jpeg);

    public static IReadOnlyList<ClientRequest> All { get; } =
        [.. Boundaries(), .. Accepts(), .. Charsets(), .. Names(), .. Endings(), .. RawNames(), .. Untyped(), .. Texts(), .. Parts()];

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

    /// <summary>Forms of pages that are not in UTF-8, and of those that are.</summary>
    private static IEnumerable<ClientRequest> Charsets()
    {
        yield return Says("windows-1252", "Gr\u00FC\u00DFe", "Grüße");
        yield return Says("iso-8859-1", "5 \u0080", "5 €");
        yield return Says("ISO-8859-9", "\u00DDstanbul", "İstanbul");
        yield return Says("ISO-8859-15", "5 \u00A4", "5 €");
        yield return Says("iso-8859-16", "\u00DEar\u00E3", "Țară");
        yield return Says("windows-1251", "\u00EA\u00EE\u00F2", "кот");
        yield return Says("KOI8-R", "\u00CB\u00CF\u00D4", "кот");
        yield return Says("TIS-620", "\u00E1\u00C1\u00C7", "แมว");
        yield return Says("Shift_JIS", "\u0094\u004C\u0095\u005C", "猫表");
        yield return Says("x-sjis", "\u0083\u005C\u0083\u005C", "ソソ");
        yield return Says("EUC-JP", "\u00C7\u00AD", "猫");
        yield return Says("ISO-2022-JP", "\u001B$BG-\u001B(B", "猫");
        yield return Says("GBK", "\u00C3\u00A8", "猫");
        yield return Says("gb18030", "\u00C3\u00A8", "猫");
        yield return Says("Big5", "\u00BF\u00DF", "貓");
        yield return Says("ks_c_5601-1987", "\u00B0\u00ED\u00BE\u00E7\u00C0\u00CC", "고양이");
        yield return Says("UTF-8", Utf8("Kätzchen 🐈"), "Kätzchen 🐈");
        // Characters that the encoding lacks.
        yield return Says("Windows-1252", "Gr\u00FC&#223;e &#128008;", "Grüße 🐈");
        // What is unknown, or plainly wrong, does not count.
        yield return Says("klingon", Utf8("Kätzchen"), "Kätzchen");
        yield return Says("utf-8", "Gr\u00FC\u00DFe", "Grüße");

        yield return Form("a browser, page in UTF-8 without _charset_", Photo, Field("alt", Utf8("Kätzchen")), "photo.jpg", "Kätzchen");
        yield return Form("a browser, old page without _charset_", Photo, Field("alt", "Gr\u00FC\u00DFe"), "photo.jpg", "Grüße");
        yield return Form(
            "Java, Apache HttpClient, part with its own charset",
            Photo,
            Part("name=\"alt\"", "\u0094\u004C", "\r\nContent-Type: text/plain; charset=Shift_JIS"),
            "photo.jpg",
            "猫");
        yield return Form(
            "Java, Apache HttpClient, part in UTF-16",
            Photo,
            Part("name=\"alt\"", "\u00E4\0\u003D\u00D8\u0008\u00DC", "\r\nContent-Type: text/plain; charset=UTF-16LE"),
            "photo.jpg",
            "ä🐈");

        // Before or after all others: a page has the field where it likes.
        static ClientRequest Says(string charset, string written, string read)
        {
            var field = Field("_charset_", charset);
            string[] parts = [FilePart($"name=\"file\"; filename=\"{written}.jpg\""), Field("alt", written)];
            return Post(
                $"a browser, page in {charset}",
                "uploads",
                Multipart,
                string.Concat(charset.Length % 2 == 0 ? [field, .. parts] : [.. parts, field]) + End,
                Stored($"{read}.jpg", SampleImages.Jpeg, read));
        }

        static ClientRequest Form(string client, string file, string field, string fileName, string alt) =>
            Post(client, "uploads", Multipart, file.Replace(End, "") + field + End, Stored(fileName, SampleImages.Jpeg, alt));
    }

    /// <summary>How file names are written into a form.</summary>
    private static IEnumerable<ClientRequest> Names()
    {
        yield return Named("curl before 7.81, Python requests", "name=\"file\"; filename=\"say \\\"cheese\\\".jpg\"", "say \"cheese\".jpg");
        yield return Named("a browser", "name=\"file\"; filename=\"say %22cheese%22 100%25%41.jpg\"", "say \"cheese\" 100%25%41.jpg");
        yield return Named("a browser, a line break", "name=\"file\"; filename=\"a%0D%0Ab.jpg\"", "ab.jpg");
        yield return Named("a program that escapes nothing", "name=\"file\"; filename=\"say \"cheese\".jpg\"", "say \"cheese\".jpg");
        yield return Named("a name that ends in a quote", "name=\"file\"; filename=\"say \\\"cheese\\\"\"", "say \"cheese\".jpg");
        yield return Named("a backslash at the end", "name=\"file\"; filename=\"photo\\\"", "photo.jpg");
        yield return Named("a backslash before the field's name", "filename=\"photo\\\"; name=\"file\"", "photo.jpg");
        yield return Named("Internet Explorer, a path", "name=\"file\"; filename=\"C:\\Users\\me\\cat.jpg\"", "cat.jpg");
        yield return Named("a shell script without quotes", "name=file; filename=my holiday photo.jpg", "my holiday photo.jpg");
        yield return Named("JavaMail, base64 word", "name=\"file\"; filename=\"=?UTF-8?B?S8OkdHpjaGVuLmpwZw==?=\"", "Kätzchen.jpg");
        yield return Named("JavaMail, quoted word", "name=\"file\"; filename=\"=?ISO-8859-1?Q?K=E4tzchen_1.jpg?=\"", "Kätzchen 1.jpg");
        yield return Named(
            "JavaMail, two words cut within a character",
            "name=\"file\"; filename=\"=?utf-8?Q?K=C3?=\r\n =?utf-8?Q?=A4tzchen.jpg?=\"",
            "Kätzchen.jpg");
        yield return Named("a name that only looks so", "name=\"file\"; filename=\"why=?what?.jpg\"", "why=?what?.jpg");
        yield return Named(".NET, both", "name=file; filename=cat.jpg; filename*=utf-8''%E7%8C%AB.jpg", "猫.jpg");
        yield return Named("RFC 8187 in Latin-1", "name=\"file\"; filename*=ISO-8859-1''K%E4tzchen.jpg", "Kätzchen.jpg");
        yield return Named("a broken filename*", "name=\"file\"; filename=\"cat.jpg\"; filename*=UTF-8''%E7%8C", "cat.jpg");
        yield return Named("a filename* in no encoding", "name=\"file\"; filename*=klingon''%E7%8C; filename=\"cat.jpg\"", "cat.jpg");
        yield return Plain("Safari, decomposed", "Ka\u0308tzchen e\u0302\u0323 \u1112\u1161\u11AB か\u3099.jpg", "Kätzchen ệ 한 が.jpg");
        yield return Plain("a browser, Persian", "می\u200Cخواهم.jpg", "می\u200Cخواهم.jpg");
        yield return Plain("a browser, a family", "👨‍👩‍👧.jpg", "👨‍👩‍👧.jpg");
        yield return Plain("a text that turns round", "annex\u202Egpj.exe", "annexgpj.jpg");

        static ClientRequest Plain(string client, string claimed, string fileName) =>
            Named(client, $"name=\"file\"; filename=\"{Utf8(claimed)}\"", fileName);
    }

    /// <summary>The ending follows the type of the image.</summary>
    private static IEnumerable<ClientRequest> Endings()
    {
        (string Claimed, string Stored)[] names =
        [
            ("photo.hta", "photo.jpg"), ("photo.jpeg", "photo.jpeg"), ("photo.jfif", "photo.jfif"), ("photo", "photo.jpg"),
            ("v1.2", "v1.2.jpg"), ("photo.jpg.exe", "photo.jpg"), ("photo.png.exe", "photo.jpg"), ("PHOTO.JPG", "PHOTO.JPG"),
            ("photo.png", "photo.jpg"), ("St. Mary", "St. Mary.jpg"), ("photo .php", "photo.jpg"), ("blob", "blob.jpg"),
        ];
        foreach (var (claimed, stored) in names)
            yield return Named($"a browser, {claimed}", $"name=\"file\"; filename=\"{claimed}\"", stored);
    }

    private static IEnumerable<ClientRequest> RawNames()
    {
        const string jpeg = "Content-Type: image/jpeg\r\n";
        yield return Raw("curl --data-binary, quotes", jpeg + "Content-Disposition: attachment; filename=\"a\\\"b\\\".hta\"", "a\"b\".jpg");
        yield return Raw(
            "curl --data-binary, UTF-8", jpeg + $"Content-Disposition: inline; filename=\"{Utf8("Kätzchen")}\"", "Kätzchen.jpg");
        yield return Raw("fetch, a broken filename*", jpeg + "Content-Disposition: inline; filename*=%zz; filename=a.jpg", "a.jpg");
        yield return Raw("fetch, X-File-Name from macOS", jpeg + "X-File-Name: Ka%CC%88tzchen.jpeg", "Kätzchen.jpeg");
        yield return Raw("fetch, X-File-Name without an ending", jpeg + "X-File-Name: 100%", "100%.jpg");
        yield return Raw("WordPress, a word of mail", jpeg + "X-File-Name: =?UTF-8?Q?K=C3=A4tzchen?=", "Kätzchen.jpg");
        yield return Raw("Windows, image/jpg", "Content-Type: image/jpg", "image.jpg");

        static ClientRequest Raw(string client, string headers, string fileName) =>
            Post(client, "uploads", headers, Jpeg, Stored(fileName, SampleImages.Jpeg));
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

    /// <summary>The frame of a form: its lines, and parts that are no file.</summary>
    private static IEnumerable<ClientRequest> Parts()
    {
        var alt = Field("alt", "A cat");
        var file = Photo.Replace(End, "");
        var withAlt = Stored("photo.jpg", SampleImages.Jpeg, "A cat");
        var base64 = Convert.ToBase64String(SampleImages.Jpeg.Bytes, Base64FormattingOptions.InsertLineBreaks);
        string BlobOf(string name, string json) => Part($"name=\"{name}\"; filename=\"blob\"", json, "\r\nContent-Type: application/json");

        yield return Form("an ESP32, bare line feeds", (alt + file + End).Replace("\r\n", "\n"), withAlt);
        yield return Form("a Perl script, mixed line ends", alt.Replace("\r\n", "\n") + file + End, withAlt);
        yield return Form("a Perl script, mixed the other way", alt.Replace("\r\n\r\nA", "\n\nA") + file + End, withAlt);
        yield return Form("a script without a last line end", (file + End).TrimEnd(), PhotoStored);
        yield return Form(
            "a mail client, preamble and epilogue",
            $"This is MIME.\r\n\r\n{file}{End}\r\n--{Boundary}\r\nepilogue",
            PhotoStored);
        yield return Form(
            "a client with blanks after its boundaries",
            (file + End).Replace(Boundary + "\r\n", Boundary + " \t\r\n"),
            PhotoStored);
        yield return Form(
            "JavaMail, folded headers",
            (file + End).Replace("form-data; ", "form-data;\r\n\t").Replace("; filename", ";\r\n filename"),
            PhotoStored);
        yield return Form(
            "a script, headers in capitals", (file + End).Replace("Content-Disposition: ", "CONTENT-DISPOSITION:"), PhotoStored);
        yield return Form(
            "Python, email.mime in base64",
            Part("name=\"file\"; filename=\"photo.jpg\"", base64, "\r\nContent-Transfer-Encoding: base64") + End,
            PhotoStored);
        yield return Form("fetch, metadata as a Blob", BlobOf("metadata", "{\"alt\":\"A cat\"}") + file + End, withAlt);
        yield return Form("fetch, metadata after the file", file + BlobOf("metadata", Utf8("\uFEFF{\"ALT\":\"A cat\"}")) + End, withAlt);
        yield return Form(
            "curl, metadata with a type",
            file + Part("name=\"metadata\"", "{\"alt\":\"A cat\",\"x\":1}", "\r\nContent-Type: application/json") + End,
            Stored("photo.jpg", SampleImages.Jpeg, "A cat", "metadata.x"));
        yield return Form(
            "fetch, another Blob of JSON", BlobOf("options", "[1]") + file + End, Stored("photo.jpg", SampleImages.Jpeg, null, "options"));
        yield return Form("fetch, a Blob of broken JSON", BlobOf("metadata", "{\"alt\"") + file + End, "malformed-json");
        yield return Form("fetch, a Blob of JSON alone", BlobOf("options", "{}") + End, "no-file");
        yield return Form(
            "a browser, one of two fields left empty", Part("name=\"b\"; filename=\"\"", "", Octets) + file + End, PhotoStored);
        yield return Form("a browser, nothing picked", Part("name=\"file\"; filename=\"\"", "", Octets) + End, "no-file");
        yield return Form("fetch, an empty FormData", End, "no-file");
        yield return Form("a browser, two files", file + file + End, "too-many-files");
        yield return Form("a browser, an empty file", Part("name=\"file\"; filename=\"a.jpg\"", "", Octets) + End, "empty-file");
        yield return Form("a connection that broke off", (file + End)[..^10], "malformed-multipart");
        yield return Form("a connection that broke off in the last line", (file + End).TrimEnd()[..^1], "malformed-multipart");
        yield return Form("a connection that broke off before the last line", file, "malformed-multipart");
        yield return Form(
            "a part without a name", $"--{Boundary}\r\nContent-Type: image/jpeg\r\n\r\n{Jpeg}\r\n{End}", "malformed-multipart");
        yield return Post("fetch with a type set by hand", "uploads", "Content-Type: multipart/form-data", Photo, "malformed-multipart");

        static ClientRequest Form(string client, string body, string expected) => Post(client, "uploads", Multipart, body, expected);
    }

    private const string End = $"--{Boundary}--\r\n";
    private const string Octets = "\r\nContent-Type: application/octet-stream";

    private static ClientRequest Named(string client, string disposition, string fileName) =>
        Post($"{client}: {disposition}", "uploads", Multipart, File(disposition), Stored(fileName, SampleImages.Jpeg));

    private static ClientRequest Post(string client, string path, string headers, string body, string expected) =>
        new(client, path, headers, body, expected);

    private static string File(string disposition) => FilePart(disposition) + End;

    private static string FilePart(string disposition) => Part(disposition, Jpeg, "\r\nContent-Type: image/jpeg");

    private static string Field(string name, string value) => Part($"name=\"{name}\"", value);

    private static string Part(string disposition, string content, string headers = "") =>
        $"--{Boundary}\r\nContent-Disposition: form-data; {disposition}{headers}\r\n\r\n{content}\r\n";

    private static string Utf8(string text) => Wire(Encoding.UTF8.GetBytes(text));

    private static string Wire(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
