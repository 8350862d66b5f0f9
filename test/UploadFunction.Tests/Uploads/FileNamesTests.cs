using System.Globalization;
using System.Text;
using UploadFunction.Images;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Uploads;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("cat.jpg", "cat.jpg")]
    [InlineData("C:\\Users\\me\\cat.jpg", "cat.jpg")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("a\r\nSet-Cookie: b.jpg", "aSet-Cookie: b.jpg")]
    [InlineData("say \"cheese\".jpg", "say \"cheese\".jpg")]
    [InlineData("annex\u202egpj.exe", "annexgpj.exe")]
    [InlineData("\u200f\u2066cat\u2069.jpg", "cat.jpg")]
    [InlineData("Grüße 🐈‍⬛ 家族.png", "Grüße 🐈‍⬛ 家族.png")]
    [InlineData("\ud800cat\udfff.jpg", "cat.jpg")]
    [InlineData(" . . ", "image.jpg")]
    [InlineData("...", "image.jpg")]
    [InlineData("/", "image.jpg")]
    [InlineData("\0\u0007", "image.jpg")]
    [InlineData("", "image.jpg")]
    [InlineData(null, "image.jpg")]
    [InlineData("photo\\", "photo")]
    [InlineData("\u200C\u200D", "image.jpg")]
    [InlineData("می\u200Cخواهم.jpg", "می\u200Cخواهم.jpg")]
    [InlineData("e\u200E\u0301.jpg", "é.jpg")]
    public void Leaves_A_Plain_Name(string? claimed, string expected) => Assert.Equal(expected, FileNames.Clean(claimed, "jpg"));

    [Theory]
    [InlineData("photo.jpg", "photo.jpg", "photo.png", "photo.heic")]
    [InlineData("PHOTO.JPE", "PHOTO.JPE", "PHOTO.png", "PHOTO.heic")]
    [InlineData("photo.HIF", "photo.jpg", "photo.png", "photo.HIF")]
    [InlineData("moving.apng", "moving.jpg", "moving.apng", "moving.heic")]
    [InlineData("photo.jpg.exe", "photo.jpg", "photo.png", "photo.heic")]
    [InlineData("photo.tar.gz", "photo.tar.jpg", "photo.tar.png", "photo.tar.heic")]
    [InlineData("v1.2", "v1.2.jpg", "v1.2.png", "v1.2.heic")]
    [InlineData("2026.11.29", "2026.11.29.jpg", "2026.11.29.png", "2026.11.29.heic")]
    [InlineData("photo.backup", "photo.backup.jpg", "photo.backup.png", "photo.backup.heic")]
    [InlineData("photo.фото", "photo.фото.jpg", "photo.фото.png", "photo.фото.heic")]
    [InlineData("jpg", "jpg.jpg", "jpg.png", "jpg.heic")]
    [InlineData("photo. .exe", "photo.jpg", "photo.png", "photo.heic")]
    public void Ends_As_Its_Format_Does(string clean, string jpeg, string png, string heic)
    {
        Assert.Equal(jpeg, FileNames.WithEndingOf(ImageFormat.Jpeg, clean));
        Assert.Equal(png, FileNames.WithEndingOf(ImageFormat.Png, clean));
        Assert.Equal(heic, FileNames.WithEndingOf(ImageFormat.Heic, clean));
    }

    [Fact]
    public void Looks_Only_At_The_Start_And_The_Ending_Of_A_Name_Of_Megabytes()
    {
        var claimed = new string('e', 4_000_000) + "\u0301.jpeg";
        var before = GC.GetAllocatedBytesForCurrentThread();

        var clean = FileNames.Clean(claimed, "jpg");

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, claimed.Length);
        Assert.EndsWith("eee.jpeg", clean.Replace("\u0301", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Never_Leaves_Anything_Unsafe()
    {
        var random = new Random(1);
        for (var round = 0; round < 1_000; round++)
        {
            var claimed = string.Concat(Enumerable.Range(0, random.Next(100)).Select(_ => Piece(random)));

            var clean = FileNames.Clean(claimed, "png");

            Assert.NotEmpty(clean);
            Assert.DoesNotContain('/', clean);
            Assert.DoesNotContain('\\', clean);
            Assert.DoesNotContain(
                clean.EnumerateRunes(), rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator);
            Assert.True(Encoding.UTF8.GetByteCount(clean) <= 255);
            Assert.Equal(clean, FileNames.Clean(clean, "png"));
            var ending = FileNames.WithEndingOf(ImageFormat.Png, clean);
            Assert.Contains(ending.Split('.')[^1].ToLowerInvariant(), ImageFormat.Png.Endings);
            Assert.Equal(ending, FileNames.WithEndingOf(ImageFormat.Png, ending));
            Assert.True(Ascii.IsValid(FileNames.ToContentDisposition(Uri.EscapeDataString(clean))));
        }
    }

    [Fact]
    public void Shortens_4000_Characters_But_Keeps_The_Extension_And_Whole_Emoji()
    {
        var family = "👨‍👩‍👧‍👦";
        var clean = FileNames.Clean(string.Concat(Enumerable.Repeat(family, 4000 / family.Length)) + ".jpeg", "jpg");

        Assert.EndsWith(family + ".jpeg", clean);
        Assert.True(Encoding.UTF8.GetByteCount(clean) <= 255);
        Assert.Empty(clean.Replace(family, "").Replace(".jpeg", ""));
    }

    [Theory]
    [InlineData("", "猫")]
    [InlineData(".hta", "n")]
    public void An_Ending_Makes_No_Name_Longer_Than_255_Bytes(string ending, string letter)
    {
        var clean = FileNames.Clean(string.Concat(Enumerable.Repeat(letter, 300)) + ending, "jpg");

        var name = FileNames.WithEndingOf(ImageFormat.Avif, clean);

        Assert.EndsWith(letter + ".avif", name, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 252, 255);
    }

    [Theory]
    [InlineData("cat.jpg", 100, "cat.jpg")]
    [InlineData("a-rather-long-name.jpg", 12, "a-rather.jpg")]
    [InlineData("日本語の名前.png", 13, "日.png")]
    [InlineData("👨‍👩‍👧‍👦.png", 12, "image.png")]
    public void Fits_Its_Encoded_Form_Into_The_Room_There_Is(string name, int room, string expected)
    {
        var extension = Path.GetExtension(expected)[1..];
        Assert.Equal(expected, FileNames.Fit(name, extension, room));
    }

    [Fact]
    public void Says_When_There_Is_No_Room() => Assert.Null(FileNames.Fit("cat.jpg", "jpg", 5));

    /// <summary>
    /// Of a name: mostly a plain character, else one that is hostile somewhere, or any UTF-16 unit, half a character included.
    /// </summary>
    private static string Piece(Random random)
    {
        string[] hostile =
        [
            "/",
            "\\",
            ".",
            " ",
            "\0",
            "\r\n",
            "\u2028",
            "\u2029",
            "\u202e",
            "\u2066",
            "\"",
            "%",
            ";",
            "\ud83d",
            "\udc08",
            "🐈",
            "👨‍👩‍👧‍👦",
        ];
        return random.Next(3) switch
        {
            0 => hostile[random.Next(hostile.Length)],
            1 => ((char)random.Next(char.MaxValue + 1)).ToString(),
            _ => ((char)random.Next(' ', 127)).ToString(),
        };
    }
}
