using UploadFunction.Tests.Images;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>Width and height as the element reads them from the first bytes are those that the service reads from the whole file.</summary>
public sealed class DimensionTests(Browser browser)
{
    private const string AllTypes = "image/jpeg,image/png,image/gif,image/webp,image/avif,image/heic";

    /// <summary>Asks for one pixel more in width, for one more in height, and for just what is there.</summary>
    private const string Measure =
        """
        async (field, { name, base64, width, height }) => {
          const file = new File([Uint8Array.from(atob(base64), character => character.charCodeAt(0))], name);
          const add = async (minWidth, minHeight) => {
            field.setAttribute('min-width', minWidth);
            field.setAttribute('min-height', minHeight);
            field.add([file]);
            await field.settled();
            const [item] = field.items;
            field.clear();
            return item.problem ?? `${item.width} x ${item.height}`;
          };
          return [name, await add(width + 1, height), await add(width, height + 1), await add(width, height)].join(' | ');
        }
        """;

    [Theory]
    [InlineData("jpeg-")]
    [InlineData("png-")]
    [InlineData("gif-")]
    [InlineData("webp-")]
    [InlineData("avif-")]
    [InlineData("heic-")]
    public Task Of_What_Encoders_Write(string prefix) => AgreeAsync(
        [.. SampleImages.All.Where(sample => sample.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(sample => (sample.Name, sample.Bytes))]);

    [Fact]
    public Task Of_What_Is_Odd() => AgreeAsync([.. BrowserAgreementTests.Oddities()]);

    [Fact]
    public async Task Of_Photos_Whose_Size_Stands_Far_Behind_Their_First_Bytes()
    {
        var turned = SampleImages.Get("jpeg-orientation-6-mm.jpg").Bytes;
        var png = SampleImages.Get("png-orientation-6.png").Bytes;
        await AgreeAsync(
            ("a megabyte of comments", SampleImages.JpegOfLength(1_000_000)),
            ("a profile of 200 kB before Exif", turned.Insert(2, IccProfile())),
            ("a profile of 200 kB behind Exif", turned.Insert(turned.Find("Exif") - 4 + SegmentLength(turned, turned.Find("Exif") - 4), IccProfile())),
            ("fill bytes before the markers", turned.Insert(2, 0xFF, 0xFF, 0xFF)),
            ("300 kB before eXIf", png.Insert(8 + 25, SampleImages.PngChunk("paDd", new byte[300_000]))));
    }

    private async Task AgreeAsync(params (string Name, byte[] Bytes)[] files)
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photo"><input type="file"></image-upload>""", settings: new() { ["Types"] = AllTypes });

        var expected = new List<string>();
        var measured = new List<string>();
        foreach (var (name, bytes) in files)
        {
            var (width, height) = (bytes.Accept().Width, bytes.Accept().Height);
            expected.Add($"{name} | narrower than {width + 1} pixels. | less than {height + 1} pixels high. | {width} x {height}");
            measured.Add(await page.Field.EvaluateAsync<string>(Measure, new { name, base64 = Convert.ToBase64String(bytes), width, height }));
        }

        Assert.NotEmpty(measured);
        Assert.Equal(expected, measured);
        Assert.Equal(files.Length, page.Gateway.Uploads.Count);
    }

    /// <summary>In as many segments as a profile of a printer takes.</summary>
    private static byte[] IccProfile() =>
        [.. Enumerable.Range(1, 4).SelectMany(part => (byte[])[0xFF, 0xE2, 0xC3, 0x50, .. "ICC_PROFILE\0"u8, (byte)part, 4, .. new byte[50_000 - 16]])];

    private static int SegmentLength(byte[] jpeg, int at) => 2 + (jpeg[at + 2] << 8) + jpeg[at + 3];
}
