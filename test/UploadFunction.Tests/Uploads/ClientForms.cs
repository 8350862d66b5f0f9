using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Uploads.ClientRequest;
using static UploadFunction.Tests.Uploads.WireForm;

namespace UploadFunction.Tests.Uploads;

/// <summary>The frame of a form: its lines, and parts that are no file.</summary>
internal static class ClientForms
{
    private const string Octets = "\r\nContent-Type: application/octet-stream";

    public static IEnumerable<ClientRequest> All()
    {
        var alt = Field("alt", "A cat");
        var file = FilePart("name=\"file\"; filename=\"photo.jpg\"");
        var stored = Stored("photo.jpg", SampleImages.Jpeg);
        var withAlt = Stored("photo.jpg", SampleImages.Jpeg, "A cat");
        var base64 = Convert.ToBase64String(SampleImages.Jpeg.Bytes, Base64FormattingOptions.InsertLineBreaks);
        string BlobOf(string name, string json) => Part($"name=\"{name}\"; filename=\"blob\"", json, "\r\nContent-Type: application/json");

        yield return Form("an ESP32, bare line feeds", (alt + file + End).Replace("\r\n", "\n"), withAlt);
        yield return Form("a Perl script, mixed line ends", alt.Replace("\r\n", "\n") + file + End, withAlt);
        yield return Form("a Perl script, mixed the other way", alt.Replace("\r\n\r\nA", "\n\nA") + file + End, withAlt);
        yield return Form("a script without a last line end", (file + End).TrimEnd(), stored);
        yield return Form(
            "a mail client, preamble and epilogue",
            $"This is MIME.\r\n\r\n{file}{End}\r\n--{Boundary}\r\nepilogue",
            stored);
        yield return Form(
            "a client with blanks after its boundaries",
            (file + End).Replace(Boundary + "\r\n", Boundary + " \t\r\n"),
            stored);
        yield return Form(
            "JavaMail, folded headers",
            (file + End).Replace("form-data; ", "form-data;\r\n\t").Replace("; filename", ";\r\n filename"),
            stored);
        yield return Form(
            "a script, headers in capitals", (file + End).Replace("Content-Disposition: ", "CONTENT-DISPOSITION:"), stored);
        yield return Form(
            "Python, email.mime in base64",
            Part("name=\"file\"; filename=\"photo.jpg\"", base64, "\r\nContent-Transfer-Encoding: base64") + End,
            stored);
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
            "a browser, one of two fields left empty", Part("name=\"b\"; filename=\"\"", "", Octets) + file + End, stored);
        yield return Form("a browser, nothing picked", Part("name=\"file\"; filename=\"\"", "", Octets) + End, "no-file");
        yield return Form("fetch, an empty FormData", End, "no-file");
        yield return Form("a browser, two files", file + file + End, "too-many-files");
        yield return Form("a browser, an empty file", Part("name=\"file\"; filename=\"a.jpg\"", "", Octets) + End, "empty-file");
        yield return Form("a connection that broke off", (file + End)[..^10], "malformed-multipart");
        yield return Form("a connection that broke off in the last line", (file + End).TrimEnd()[..^1], "malformed-multipart");
        yield return Form("a connection that broke off before the last line", file, "malformed-multipart");
        yield return Form(
            "a part without a name", $"--{Boundary}\r\nContent-Type: image/jpeg\r\n\r\n{Jpeg}\r\n{End}", "malformed-multipart");
        yield return Post(
            "fetch with a type set by hand", "uploads", "Content-Type: multipart/form-data", file + End, "malformed-multipart");

        static ClientRequest Form(string client, string body, string expected) => Post(client, "uploads", Multipart, body, expected);
    }
}
