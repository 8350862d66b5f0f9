using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Support.SampleImages;

namespace UploadFunction.Tests.Images.Png;

/// <summary>Where the operator keeps metadata, files are mended all the same.</summary>
public sealed class PngKeptMetadataTests
{
    private const int AfterHeader = 33;

    private static readonly byte[] Still = StoredPng.Of(SampleImages.Png.Bytes).Bytes;
    private static readonly int End = Still.Length - 12;
    private static readonly byte[] Manifest = PngChunk("caBX", "jumb"u8);

    [Fact]
    public void Metadata_Stays_Byte_For_Byte()
    {
        byte[] before =
        [
            .. PngChunk("eXIf", "MM\0*\0\0\0\x08\0\0"u8), .. PngChunk("tEXt", "Author\0Ada"u8), .. PngChunk("zTXt", "Author\0\0xx"u8),
            .. PngChunk("iTXt", "Author\0\0\0en\0Autor\0Ada"u8), .. PngChunk("prIv", 1),
        ];
        var file = Still.Insert(End, [.. PngChunk("tEXt", "a\0"u8), .. PngChunk("tIME", new byte[7])]).Insert(AfterHeader, before);

        Assert.Equal(file, StoredPng.Of(file, keepsMetadata: true).Bytes);
        Assert.Equal(Still, StoredPng.Of(file).Bytes);
    }

    [Theory]
    [InlineData("tEXt", "no keyword")]
    [InlineData("tEXt", "\0no keyword")]
    [InlineData("zTXt", "a\0\u0001")]
    [InlineData("iTXt", "a\0\0\0en\0")]
    [InlineData("iTXt", "a\0\u0002\0en\0\0text")]
    [InlineData("tIME", "today")]
    [InlineData("eXIf", "Exif\0\0MM\0*\0\0\0\u0008\0\0")]
    [InlineData("iDOT", "any")]
    public void What_Breaks_Its_Rules_Or_Points_Elsewhere_Goes_Even_Then(string type, string text) =>
        Assert.Equal(Still, StoredPng.Of(Still.Insert(AfterHeader, PngChunk(type, [.. text.Select(letter => (byte)letter)])), true).Bytes);

    [Fact]
    public void One_Of_Two_Times_And_One_Of_Two_Exifs_Stay()
    {
        byte[] one = [.. PngChunk("tIME", new byte[7]), .. PngChunk("eXIf", "MM\0*\0\0\0\x08\0\0"u8)];

        Assert.Equal(Still.Insert(AfterHeader, one), StoredPng.Of(Still.Insert(AfterHeader, [.. one, .. one]), true).Bytes);
    }

    [Fact]
    public void A_Manifest_Stays_If_Nothing_Else_Changes()
    {
        var signed = Still.Insert(AfterHeader, [.. PngChunk("tEXt", "a\0b"u8), .. Manifest]);

        Assert.Equal(signed, StoredPng.Of(signed, keepsMetadata: true).Bytes);
        Assert.Equal(Still, StoredPng.Of(signed).Bytes);
    }

    [Fact]
    public void A_Manifest_Goes_With_Anything_Else_That_Does()
    {
        var signed = Still.Insert(AfterHeader, Manifest);

        Assert.Equal(Still, StoredPng.Of([.. signed, 0], keepsMetadata: true).Bytes);
        Assert.Equal(Still, StoredPng.Of(signed.Insert(AfterHeader, PngChunk("gAMA", 1)), keepsMetadata: true).Bytes);
        Assert.Equal(Still, StoredPng.Of(signed.Insert(AfterHeader, Manifest), keepsMetadata: true).Bytes);
    }
}
