using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.Playwright;
using UploadFunction.Tests.Images;
using UploadFunction.Tests.Images.Heif;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What the element finds out before it sends anything: the person hears at once, and the service never.</summary>
public sealed class CheckTests(Browser browser)
{
    private const string Plain = """<image-upload name="photo"><input type="file"></image-upload>""";
    private const string NotTaken = "only JPEG, PNG, GIF, WebP or AVIF images are taken here.";
    private const string Heic = "this browser cannot read HEIC photos. Choose a JPEG.";

    /// <summary>The first directory has the photo upright, the second has its thumbnail lie on its side.</summary>
    private static readonly byte[] ExifWithTurnedThumbnail =
    [
        0xFF, 0xE1, 0, 52, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8,
        0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 26,
        0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
    ];

    [Theory]
    [InlineData("heic", "cat.jpg", "image/jpeg", Heic)]
    [InlineData("heic", "IMG_0001.HEIC", "image/heic", Heic)]
    [InlineData("pdf", "cat.jpg", "image/jpeg", NotTaken)]
    [InlineData("text", "cat.png", "image/png", NotTaken)]
    [InlineData("svg", "cat.svg", "image/svg+xml", NotTaken)]
    [InlineData("video", "cat.avif", "image/avif", NotTaken)]
    [InlineData("sound", "cat.webp", "image/webp", NotTaken)]
    [InlineData("nothing", "cat.jpg", "image/jpeg", NotTaken)]
    public async Task A_File_That_Is_No_Image_Taken_Here_Is_Refused_By_Its_Bytes(string content, string name, string type, string problem)
    {
        await using var page = await FormPage.OpenAsync(browser, Plain);

        await page.PickAsync(new FilePayload { Name = name, MimeType = type, Buffer = Content(content) });

        await ExpectRefusedAsync(page, name, problem);
    }

    [Fact]
    public async Task A_File_That_Is_Too_Large_Is_Refused()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "cat.png");
        await File.WriteAllBytesAsync(file, SampleImages.PngOfLength(25_000_001), TestContext.Current.CancellationToken);
        await using var page = await FormPage.OpenAsync(browser, Plain);

        await page.PickAsync(file);

        await ExpectRefusedAsync(page, "cat.png", "larger than 25 MB.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a caption of more than a hundred characters, which takes its part of what a request may hold, as the name does")]
    public async Task A_File_That_Fits_A_Request_Only_Without_What_Goes_With_It_Goes_Past_The_Api_And_One_That_Fits_Does_Not(string caption)
    {
        await using var page = await FormPage.OpenAsync(
            browser,
            $"""<image-upload name="photo" multiple max-files="16" data-meta-caption="{caption}"><input type="file"></image-upload>""",
            settings: new() { ["MaxInlineBytes"] = "20000" });

        // Whatever the element takes for the size of a request, the service never has to refuse one.
        var lengths = Enumerable.Range(0, 16).Select(step => 20_000 - (step * 500));
        await page.PickAsync([.. lengths.Select(length => FormPage.Png(SampleImages.PngOfLength(length), $"{length}.png"))]);
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(16);

        Assert.Equal(16, page.Gateway.Uploads.Count + page.Gateway.At(Step.Ticket).Count);
        Assert.Contains("20000.png", page.Gateway.At(Step.Store).Select(upload => upload.FileName));
        Assert.Contains("12500.png", page.Gateway.Uploads.Select(upload => upload.FileName));
    }

    [Theory]
    [InlineData(2000, 1000, "done")]
    [InlineData(2001, 1000, "failed")]
    public async Task An_Image_With_Too_Many_Pixels_Is_Refused(int width, int height, string state)
    {
        await using var page = await FormPage.OpenAsync(browser, Plain, settings: new() { ["MaxPixels"] = "2000000" });

        await page.PickAsync(FormPage.Png(SolidPng(width, height)));

        await Expect(page.Items).ToHaveAttributeAsync("data-state", state);
        if (state == "failed")
            await ExpectRefusedAsync(page, "cat.png", "more than 2 megapixels.");
    }

    [Fact]
    public async Task The_Pixels_Are_Counted_Without_Decoding_Them()
    {
        await using var page = await FormPage.OpenAsync(browser, Plain);

        // 30 gigapixels: a browser that decoded this would not come back.
        await page.PickAsync(FormPage.Png(WithSize(SampleImages.Png.Bytes, 200_000, 150_000)));

        await ExpectRefusedAsync(page, "cat.png", "more than 100 megapixels.");
    }

    [Theory]
    [InlineData("min-width", 31, "narrower than 31 pixels.")]
    [InlineData("min-height", 41, "less than 41 pixels high.")]
    public async Task A_Turned_Photo_Is_Measured_As_It_Is_Shown(string attribute, int least, string problem)
    {
        await using var page = await FormPage.OpenAsync(
            browser, $"""<image-upload name="photo" {attribute}="{least}"><input type="file"></image-upload>""");

        await page.PickAsync(Sample("jpeg-orientation-6-mm.jpg")); // 40 x 30 as it is stored

        await ExpectRefusedAsync(page, "jpeg-orientation-6-mm.jpg", problem);
    }

    [Theory]
    [InlineData(40, 30, null)]
    [InlineData(41, 30, "narrower than 41 pixels.")]
    [InlineData(40, 31, "less than 31 pixels high.")]
    public async Task A_Photo_Is_Not_Turned_By_Its_Thumbnail(int minWidth, int minHeight, string? problem)
    {
        await using var page = await FormPage.OpenAsync(browser, AtLeast(minWidth, minHeight));

        await page.PickAsync(Jpeg(SampleImages.Jpeg.Bytes.Insert(2, ExifWithTurnedThumbnail)));

        if (problem is null)
            await page.ExpectUploadedAsync();
        else
            await ExpectRefusedAsync(page, "cat.jpg", problem);
    }

    /// <summary>Here and there in a file is what looks like a size, of 400 megapixels, and is not the image's.</summary>
    [Theory]
    [InlineData("a preview in the photo")]
    [InlineData("a picture behind the photo")]
    [InlineData("the text of a PNG")]
    [InlineData("a box of an AVIF that is not read")]
    [InlineData("a GIF without a size of its own")]
    [InlineData("a HEIC of a brand that comes second")]
    public async Task Nothing_Is_Refused_That_The_Service_Takes(string kind)
    {
        await using var page = await FormPage.OpenAsync(
            browser,
            AtLeast(40, 30),
            settings: new() { ["Types"] = "image/jpeg,image/png,image/gif,image/avif,image/heic", ["MaxPixels"] = "2000000" });

        await page.PickAsync(new FilePayload { Name = "cat", MimeType = "application/octet-stream", Buffer = Odd(kind) });

        await page.ExpectUploadedAsync();
    }

    [Theory]
    [InlineData("image/png", "png-rgb.png", null)]
    [InlineData("image/png", "jpeg-baseline.jpg", "only PNG images are taken here.")]
    [InlineData(".jpg,.jpeg", "jpeg-baseline.jpg", null)]
    [InlineData(".jpg,.jpeg", "png-rgb.png", "only JPEG images are taken here.")]
    [InlineData("image/webp, .PNG", "png-rgb.png", null)]
    [InlineData("image/webp, .PNG", "gif-still.gif", "only PNG or WebP images are taken here.")]
    [InlineData("image/*", "avif-still.avif", null)]
    [InlineData("image/*,.gif", "png-rgb.png", null)]
    public async Task Accept_Narrows_What_A_Drop_Brings(string accept, string name, string? problem)
    {
        await using var page = await FormPage.OpenAsync(
            browser, $"""<image-upload name="photo" accept="{accept}"><input type="file"></image-upload>""");

        await page.DropAsync(Sample(name));

        if (problem is null)
            await page.ExpectUploadedAsync();
        else
            await ExpectRefusedAsync(page, name, problem);
    }

    [Theory]
    [InlineData("IMG_0001", "")]
    [InlineData("IMG_0001.bin", "application/octet-stream")]
    [InlineData("IMG_0001.jpg", "image/jpeg")] // and is a PNG
    public async Task Neither_Name_Nor_Announced_Type_Matters_When_The_Bytes_Are_Right(string name, string type)
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photo" accept="image/png"><input type="file"></image-upload>""");

        await page.DropAsync(new FilePayload { Name = name, MimeType = type, Buffer = SampleImages.Png.Bytes });

        await page.ExpectUploadedAsync();
        Assert.Equal(SampleImages.Png.Bytes, Assert.Single(page.Gateway.Uploads).File);
    }

    [Theory]
    [InlineData("heic-still.heic", "image/heic")]
    [InlineData("heic-still.heic", "")] // as Windows and Linux announce it
    public async Task Where_The_Service_Takes_Heic_It_Is_Sent_As_It_Is(string name, string type)
    {
        await using var page = await FormPage.OpenAsync(
            browser,
            """<image-upload name="photo" resize="10"><input type="file"></image-upload>""",
            settings: new() { ["Types"] = "image/jpeg,image/heic" });

        await page.DropAsync(new FilePayload { Name = name, MimeType = type, Buffer = SampleImages.Heic.Bytes });

        await page.ExpectUploadedAsync();
        Assert.Equal(SampleImages.Heic.Bytes, Assert.Single(page.Gateway.Uploads).File);
    }

    [Fact]
    public async Task A_Field_That_Holds_A_Refused_File_Is_Not_Sent()
    {
        await using var page = await FormPage.OpenAsync(browser, Plain);
        await page.PickAsync(FormPage.Text());
        await Expect(page.Problem).ToBeVisibleAsync();

        await page.Send.ClickAsync();

        await Expect(page.Choose).ToBeFocusedAsync();
        Assert.Equal("notes.txt did not upload. Remove it.", await page.Field.EvaluateAsync<string>("field => field.validationMessage"));
        Assert.False(page.Site.HasSubmissions);
    }

    private static async Task ExpectRefusedAsync(FormPage page, string name, string problem)
    {
        await Expect(page.Problem).ToHaveTextAsync(problem);
        await Expect(page.Status).ToHaveTextAsync($"{name} failed: {problem}");
        await Expect(page.Button($"Retry {name}")).ToBeHiddenAsync();
        Assert.Equal("failed", await page.Field.EvaluateAsync<string>("field => field.items[0].state"));
        Assert.Empty(page.Gateway.Steps);
    }

    private static byte[] Content(string kind) => kind switch
    {
        "heic" => SampleImages.Heic.Bytes,
        "pdf" => "%PDF-1.7\n%âãÏÓ\n1 0 obj"u8.ToArray(),
        "text" => "Not an image."u8.ToArray(),
        "svg" => """<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>"""u8.ToArray(),
        "video" => [0, 0, 0, 24, .. "ftypisom\0\0\u0002\0isomavc1"u8, .. new byte[100]],
        "sound" => [.. "RIFF"u8, 100, 0, 0, 0, .. "WAVEfmt "u8, .. new byte[92]],
        _ => [],
    };

    private static byte[] Odd(string kind)
    {
        byte[] size = [0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20];
        byte[] frame = [0xFF, 0xC0, 0, 0x11, 8, 0x4E, 0x20, 0x4E, 0x20, 3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1];
        return kind switch
        {
            "a preview in the photo" => SampleImages.Jpeg.Bytes.Insert(2, [0xFF, 0xE1, 0, 21, .. frame]),
            "a picture behind the photo" => [.. SampleImages.Jpeg.Bytes, 0xFF, 0xD8, .. frame],
            "the text of a PNG" =>
                SampleImages.Png.Bytes.Insert(8 + 25, SampleImages.PngChunk("tEXt", [.. "Comment\0IHDR"u8, .. size])),
            "a box of an AVIF that is not read" =>
                [.. SampleImages.Avif.Bytes, .. HeifBuilder.Box("free", HeifBuilder.FullBox("ispe", 0, 0, size))],
            "a GIF without a size of its own" => SampleImages.Gif.Bytes.With(6, 0, 0, 0, 0),
            _ => new HeifBuilder { MajorBrand = "cat1" }.Build(),
        };
    }

    private static string AtLeast(int width, int height) =>
        $"""<image-upload name="photo" min-width="{width}" min-height="{height}"><input type="file"></image-upload>""";

    private static FilePayload Jpeg(byte[] bytes) => new() { Name = "cat.jpg", MimeType = "image/jpeg", Buffer = bytes };

    private static FilePayload Sample(string name) => new()
    {
        Name = name,
        MimeType = "image/" + Path.GetExtension(name)[1..].Replace("jpg", "jpeg", StringComparison.Ordinal),
        Buffer = SampleImages.Get(name).Bytes,
    };

    /// <summary>Black, of one bit a pixel.</summary>
    private static byte[] SolidPng(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 1;
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(new byte[height * (1 + ((width + 7) / 8))]);
        return
        [
            .. SampleImages.Png.Bytes[..8],
            .. SampleImages.PngChunk("IHDR", header), .. SampleImages.PngChunk("IDAT", pixels.ToArray()), .. SampleImages.PngChunk("IEND"),
        ];
    }

    /// <summary>The picture data no longer fit the header, which tells the size.</summary>
    private static byte[] WithSize(byte[] png, int width, int height)
    {
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        return png;
    }
}
