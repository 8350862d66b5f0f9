using UploadFunction.Tests.Images;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>Width and height as the element reads them from the first bytes are those that the service reads from the whole file.</summary>
public sealed class DimensionTests(Browser browser)
{
    private const string Cropped = "avif-crop-0-0-24x20.avif";

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
    public Task Of_What_Encoders_Write(string prefix) => AgreeAsync(
        [.. Samples(prefix).Where(sample => sample.Name != Cropped)]);

    [Theory]
    [InlineData("screen smaller than its picture")]
    [InlineData("screen of no size")]
    [InlineData("screen larger than its picture")]
    [InlineData("orientation with a wrong type")]
    [InlineData("orientation 9")]
    [InlineData("Exif with more entries than bytes")]
    [InlineData("Exif with a damaged byte order")]
    [InlineData("eXIf behind the picture data")]
    public Task Of_Odd_Files(string name) => AgreeAsync(BrowserAgreementTests.Oddities().Single(odd => odd.Name == name));

    /// <summary>
    /// Encoders of HEIC write whole blocks and a crop. The element does not look for one: it may let too small an image pass, and refuses
    /// none.
    /// </summary>
    [Fact]
    public async Task Of_A_Cropped_Image_As_Far_As_Not_To_Refuse_It()
    {
        await using var page = await OpenAsync();

        foreach (var (name, bytes) in Samples("heic-").Append((Cropped, SampleImages.Get(Cropped).Bytes)))
        {
            var (width, height) = (bytes.Accept().Width, bytes.Accept().Height);
            var measured = await MeasureAsync(page, name, bytes);
            Assert.EndsWith($" | {width} x {height}", measured);
        }
    }

    [Fact]
    public async Task Of_Photos_Whose_Size_Stands_Far_Behind_Their_First_Bytes()
    {
        var turned = SampleImages.Get("jpeg-orientation-6-mm.jpg").Bytes;
        var png = SampleImages.Get("png-orientation-6.png").Bytes;
        await AgreeAsync(
            ("the profile of a printing press, 550 kB", SampleImages.Jpeg.Bytes.Insert(2, IccProfile(11))),
            ("a profile of 200 kB before Exif", turned.Insert(2, IccProfile(4))),
            (
                "a profile of 200 kB behind Exif",
                turned.Insert(turned.Find("Exif") - 4 + SegmentLength(turned, turned.Find("Exif") - 4), IccProfile(4))),
            ("fill bytes before the markers", turned.Insert(2, 0xFF, 0xFF, 0xFF)),
            ("300 kB before eXIf", png.Insert(8 + 25, SampleImages.PngChunk("paDd", new byte[300_000]))));
    }

    private async Task AgreeAsync(params (string Name, byte[] Bytes)[] files)
    {
        await using var page = await OpenAsync();

        var expected = new List<string>();
        var measured = new List<string>();
        foreach (var (name, bytes) in files)
        {
            var (width, height) = (bytes.Accept().Width, bytes.Accept().Height);
            expected.Add($"{name} | narrower than {width + 1} pixels. | less than {height + 1} pixels high. | {width} x {height}");
            measured.Add(await MeasureAsync(page, name, bytes));
        }

        Assert.NotEmpty(measured);
        Assert.True(measured.SequenceEqual(expected), string.Join('\n', measured.Except(expected)));
        Assert.Equal(files.Length, page.Gateway.Uploads.Count);
    }

    private Task<FormPage> OpenAsync() => FormPage.OpenAsync(
        browser, """<image-upload name="photo"><input type="file"></image-upload>""", settings: new() { ["Types"] = AllTypes });

    private static Task<string> MeasureAsync(FormPage page, string name, byte[] bytes) => page.Field.EvaluateAsync<string>(
        Measure, new { name, base64 = Convert.ToBase64String(bytes), width = bytes.Accept().Width, height = bytes.Accept().Height });

    private static IEnumerable<(string Name, byte[] Bytes)> Samples(string prefix) => SampleImages.All
        .Where(sample => sample.Name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(sample => (sample.Name, sample.Bytes));

    /// <summary>A colour profile in segments of 50 kB.</summary>
    private static byte[] IccProfile(int segments) =>
    [
        .. Enumerable.Range(1, segments).SelectMany(part =>
            (byte[])[0xFF, 0xE2, 0xC3, 0x50, .. "ICC_PROFILE\0"u8, (byte)part, (byte)segments, .. new byte[50_000 - 16]]),
    ];

    private static int SegmentLength(byte[] jpeg, int at) => 2 + (jpeg[at + 2] << 8) + jpeg[at + 3];
}
