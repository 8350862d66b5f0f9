using System.Text;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Tests.Uploads;

/// <summary>Where the parts of a body lie, whatever the body.</summary>
public sealed class MultipartPartsTests
{
    private const string Field = "Content-Disposition: form-data; name=\"alt\"\r\n\r\n";

    private static readonly UploadOptions Options = new();

    [Theory]
    [InlineData("--b\r\nH: 1\r\n\r\none\r\n--b\r\n\r\n\r\n--b--", "H: 1=one", "=")]
    [InlineData("--b\nH: 1\n\none\r\n--b--\n", "H: 1=one\r")] // the other lines say that the CR is content
    [InlineData("--b\r\nH: 1\r\n\r\none\n--b--\n", "H: 1=one")]
    [InlineData("preamble --b\r\n--bb\r\n--b\r\nH: 1\r\n\r\none --b\r\n--b.\r\n--b--\r\n--b\r\nepilogue", "H: 1=one --b\r\n--b.")]
    [InlineData("--b\r\nH: 1\r\n--b\r\n\r\n--b--", "H: 1=", "=")] // without an empty line, and without content
    [InlineData("\r\n--b \t\r\n\r\none\r\n--b-- \t\r\n", "=one")]
    [InlineData("--b--")]
    public void Lie_Between_The_Boundaries(string body, params string[] parts)
    {
        var reader = new MultipartParts(Encoding.Latin1.GetBytes(body), "b"u8);

        Assert.Equal(parts, Read(reader).Select(part => $"{Text(part.Headers).Trim()}={Text(part.Content)}"));
        Assert.Null(reader.Fault);
    }

    [Fact]
    public void Every_Form_That_Is_Cut_Off_Is_Refused()
    {
        var type = ContentType.Parse("multipart/form-data; boundary=b")!;
        byte[] whole =
        [
            .. Encoding.ASCII.GetBytes($"--b\r\n{Field}A cat\r\n--b\r\nContent-Disposition: form-data; name=f; filename=a.jpg\r\n\r\n"),
            .. SampleImages.Jpeg.Bytes, .. "\r\n--b--"u8,
        ];

        Assert.All(
            Enumerable.Range(0, whole.Length),
            length => Assert.True(MultipartBody.Read(type, new(whole, 0, length), Options).Failed(out var problem, out _)
                && problem.Code == "malformed-multipart"));
        Assert.False(MultipartBody.Read(type, whole, Options).Failed(out _, out _));
    }

    [Theory]
    [InlineData("\n--b")]
    [InlineData("\n--bb")]
    [InlineData("\n--b ")]
    [InlineData("\n--b--x")]
    [InlineData("\n\n--b\t\t\t\tx")]
    [InlineData("\n-")]
    [InlineData("--b")]
    public void Data_Like_A_Boundary_Is_Looked_At_Once(string piece)
    {
        var data = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)));
        var reader = new MultipartParts(data, "b"u8);

        Assert.InRange(Read(reader).Count(), 0, data.Length / 4);

        Assert.Equal("it ends before its closing boundary", reader.Fault);
        Assert.InRange(reader.Candidates, 0, (data.Length / 4) + 1);
    }

    [Fact]
    public void A_Hundred_Thousand_Parts_Are_Read_Once_And_Copied_Never()
    {
        var body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"--b\r\n{Field}x\r\n", 100_000)) + "--b--\r\n");
        var reader = new MultipartParts(body, "b"u8);

        var (count, bytes, before) = (0, 0L, GC.GetAllocatedBytesForCurrentThread());
        while (reader.TryRead(out var part))
        {
            count++;
            bytes += part.Headers.Count + part.Content.Count;
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((100_000, 100_000), (count, reader.Candidates));
        Assert.InRange(allocated, 0, 100_000);
        Assert.InRange(bytes, 1, body.Length);
    }

    [Fact]
    public void A_Hundred_Thousand_Fields_Are_No_Upload_And_No_Long_Answer()
    {
        var fields = string.Concat(
            Enumerable.Range(0, 100_000).Select(i => $"--b\nContent-Disposition:form-data;name={i:x5}\n\n\n"));
        var body = Encoding.ASCII.GetBytes(fields + "--b\nContent-Disposition:form-data;filename=a\n\nx\n--b--");

        Assert.False(MultipartBody.Read(ContentType.Parse("a/b;boundary=b")!, body, Options).Failed(out _, out var request));

        Assert.Equal(100, request.IgnoredFields.Count);
    }

    [Theory]
    [InlineData("X: ", "x")]
    [InlineData("", "X: y\r\n")]
    public void Endless_Headers_Are_Refused(string start, string more)
    {
        var lines = start + string.Concat(Enumerable.Repeat(more, (64 * 1024 / more.Length) + 1));
        var reader = new MultipartParts(Encoding.ASCII.GetBytes($"--b\r\n{lines}\r\n\r\ncontent\r\n--b--"), "b"u8);

        Assert.False(reader.TryRead(out _));

        Assert.Equal("the headers of a part are longer than 64 KB", reader.Fault);
    }

    [Fact]
    public void Whatever_Is_Sent_Has_An_Answer()
    {
        var random = new Random(1);
        string[] pieces =
        [
            "--b", "\r\n", "\n", "\r", "--", " ", "\0", "x", Field, "Content-Type: application/json\r\n", "filename=a", "; ", "{}",
            "Content-Disposition: form-data; name=metadata; filename=blob\r\n", "Content-Disposition: form-data; name=f; filename=\"a\r\n",
            "Content-Disposition: form-data; name=_charset_\r\n\r\nshift_jis", "\u0095\\", "Content-Transfer-Encoding: base64\r\n",
        ];
        var type = ContentType.Parse("multipart/form-data; boundary=b")!;
        var taken = 0;
        for (var round = 0; round < 50_000; round++)
        {
            var middle = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => pieces[random.Next(pieces.Length)]));
            var body = Encoding.Latin1.GetBytes($"--b\r\n{middle}\r\n--b--");

            var last = 0;
            foreach (var part in Read(new MultipartParts(body, "b"u8)))
            {
                Assert.InRange(part.Headers.Offset, last, body.Length);
                Assert.InRange(part.Content.Offset, part.Headers.Offset + part.Headers.Count, body.Length);
                last = part.Content.Offset + part.Content.Count;
            }
            taken += MultipartBody.Read(type, body, Options).Failed(out _, out _) ? 0 : 1;
        }
        Assert.InRange(taken, 1, 50_000);
    }

    private static IEnumerable<MultipartPart> Read(MultipartParts reader)
    {
        while (reader.TryRead(out var part))
            yield return part;
    }

    private static string Text(ArraySegment<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
