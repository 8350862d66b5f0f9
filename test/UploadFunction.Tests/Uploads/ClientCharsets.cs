using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Uploads.ClientRequest;
using static UploadFunction.Tests.Uploads.WireForm;

namespace UploadFunction.Tests.Uploads;

/// <summary>Forms of pages that are not in UTF-8, and of those that are.</summary>
internal static class ClientCharsets
{
    public static IEnumerable<ClientRequest> All()
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

        var photo = FilePart("name=\"file\"; filename=\"photo.jpg\"");
        yield return Form("a browser, page in UTF-8 without _charset_", photo, Field("alt", Utf8("Kätzchen")), "photo.jpg", "Kätzchen");
        yield return Form("a browser, old page without _charset_", photo, Field("alt", "Gr\u00FC\u00DFe"), "photo.jpg", "Grüße");
        yield return Form(
            "Java, Apache HttpClient, part with its own charset",
            photo,
            Part("name=\"alt\"", "\u0094\u004C", "\r\nContent-Type: text/plain; charset=Shift_JIS"),
            "photo.jpg",
            "猫");
        yield return Form(
            "Java, Apache HttpClient, part in UTF-16",
            photo,
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
            Post(client, "uploads", Multipart, file + field + End, Stored(fileName, SampleImages.Jpeg, alt));
    }
}
