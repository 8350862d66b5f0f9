using System.Text;
using UploadFunction.Images;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

public sealed class TextDamageTests
{
    public static TheoryData<string> Names => [.. SampleImages.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Recognises_Every_Image_That_Was_Taken_For_Text(string name)
    {
        var damaged = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(SampleImages.Get(name).Bytes));

        Assert.True(TextDamage.IsLikely(damaged));
        // A lossless WebP grows, and its picture's header may come through: then the rest of it looks like bytes behind the image.
        var parts = new ImageParts(keepsMetadata: false);
        Assert.True(ImageInspector.Inspect(damaged, parts, out _, out _) is not null || parts.Changes != ImageChanges.None);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_Image_As_It_Is_Was_Not_Damaged(string name) => Assert.False(TextDamage.IsLikely(SampleImages.Get(name).Bytes));

    [Theory]
    [InlineData("")]
    [InlineData("Grüße, 你好")]
    [InlineData("<svg><text>\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD</text></svg>")]
    [InlineData("a\0b\0c\0")]
    public void Honest_Text_Is_Not_Damaged(string text) => Assert.False(TextDamage.IsLikely(Encoding.UTF8.GetBytes(text)));
}
