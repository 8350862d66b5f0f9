using System.Text;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Tests.Uploads;

public sealed class HeaderParametersTests
{
    [Theory]
    [InlineData("form-data; name=file", "name", "file")]
    [InlineData("form-data;NAME = \"file\" ; x", "name", "file")]
    [InlineData("form-data; name=\"a;b=c\"; filename=\"d\"", "filename", "d")]
    [InlineData("form-data; name=\"a\\\"; filename=\"d\"", "filename", "d")]
    [InlineData("form-data; name=\"a\\\"; filename=\"d\"", "name", "a\\")]
    [InlineData("form-data; name=\"a\\\"; b\"", "name", "a\"; b")]
    [InlineData("form-data; name=\"a\\\\\"; b", "name", "a\\\\")]
    [InlineData("form-data; name=\"never closed", "name", "never closed")]
    [InlineData("form-data; name=", "name", "")]
    [InlineData("form-data; name=a; name=b", "name", "a")]
    [InlineData("form-data; filename*=x", "filename", null)]
    [InlineData("form-data; x; y=\"", "name", null)]
    [InlineData("name=a", "name", null)]
    [InlineData("", "name", null)]
    public void Finds_What_A_Client_Means(string header, string name, string? value) => Assert.Equal(value, Find(header, name));

    [Fact]
    public void Whatever_Is_Sent_Comes_To_An_End()
    {
        var random = new Random(1);
        string[] pieces =
            ["\"", "\\", ";", "=", " ", "name", "filename", "*", "a", "\u0095\\", "\r\n ", "=?", "?=", "utf-8?B?", "%22", "''"];
        for (var round = 0; round < 50_000; round++)
        {
            var header = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)]));
            var bytes = Encoding.Latin1.GetBytes(header);

            var disposition = ContentDisposition.Read(bytes, TextDecoding.Default);
            var type = ContentType.Parse(bytes);

            Assert.InRange(disposition.Name.Length + (disposition.FileName?.Length ?? 0), 0, 2 * header.Length);
            Assert.InRange(type?.Boundary.Length ?? 0, 0, header.Length);
        }
    }

    [Theory]
    [InlineData("\\\"; ")]
    [InlineData("\"; name=")]
    [InlineData("\\")]
    [InlineData("=?a?q?x")]
    [InlineData("=?utf-8?q?x?= ")]
    [InlineData(";name")]
    [InlineData("%22")]
    public void Reading_A_Header_Takes_Memory_Of_Its_Own_Size(string piece)
    {
        var header = Encoding.ASCII.GetBytes("form-data; filename=\"" + string.Concat(Enumerable.Repeat(piece, 64 * 1024 / piece.Length)));
        ContentDisposition.Read(header, TextDecoding.Default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ContentDisposition.Read(header, TextDecoding.Default);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100L * header.Length);
    }

    private static string? Find(string header, string name) =>
        new HeaderParameters(Encoding.Latin1.GetBytes(header)).Find(Encoding.ASCII.GetBytes(name)) is { } value
            ? Encoding.Latin1.GetString(value)
            : null;
}
