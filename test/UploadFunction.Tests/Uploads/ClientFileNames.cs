using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Uploads.ClientRequest;
using static UploadFunction.Tests.Uploads.WireForm;

namespace UploadFunction.Tests.Uploads;

/// <summary>How clients name a file, and how it is called then.</summary>
internal static class ClientFileNames
{
    public static IEnumerable<ClientRequest> All() => [.. Names(), .. Endings(), .. RawNames()];

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

    private static ClientRequest Named(string client, string disposition, string fileName) =>
        Post($"{client}: {disposition}", "uploads", Multipart, File(disposition), Stored(fileName, SampleImages.Jpeg));
}
