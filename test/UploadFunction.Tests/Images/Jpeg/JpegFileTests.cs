using System.Buffers.Binary;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images.Jpeg;

public sealed class JpegFileTests
{
    private const string CutOff = "the picture data is cut off; save the photo anew, or send it again from the camera";

    private static readonly byte[] Jpeg = SampleImages.Jpeg.Bytes;
    private static readonly int Frame = Jpeg.Find("\u00FF\u00C0");
    private static readonly int Scan = Jpeg.Find("\u00FF\u00DA");
    private static readonly int End = Jpeg.Length - 2;

    [Fact]
    public void Takes_Fill_Bytes_And_Stray_Markers_Between_Segments() =>
        Jpeg.Insert(2, 0xFF, 0xFF, 0xFF, 0x01, 0xFF, 0xD3).Accept();

    [Fact]
    public void Takes_Stuffed_Bytes_And_Restart_Markers_Behind_Fill_Bytes_In_The_Data() =>
        Jpeg.Insert(End, 0xFF, 0x00, 0xFF, 0xFF, 0xD0, 0xFF, 0xFF, 0x00, 0x12).Accept();

    [Fact]
    public void Rejects_A_Segment_That_Runs_Beyond_The_File() =>
        Jpeg.With(Frame + 2, 0xFF, 0xFF).AssertInvalid(CutOff, Jpeg.Length);

    [Fact]
    public void Rejects_A_File_Without_End_Of_Image() =>
        Jpeg[..^2].AssertInvalid(CutOff, End);

    [Fact]
    public void Rejects_An_Image_Without_Scans() =>
        Jpeg.Remove(Scan, End - Scan).AssertInvalid("the image ends before any picture data", Scan);

    [Fact]
    public void Rejects_A_Scan_Before_The_Frame_Header()
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(Jpeg.AsSpan(Frame + 2)) + 2;

        Jpeg.Remove(Frame, length).AssertInvalid("a scan comes before the frame header", Scan - length);
    }

    [Fact]
    public void Rejects_A_Second_Frame_Header()
    {
        var header = Jpeg[Frame..Jpeg.Find("\u00FF\u00C4")];

        Jpeg.Insert(Frame, header).AssertInvalid("a second frame header", Frame + header.Length);
    }

    [Theory]
    [InlineData(5, "the frame header gives a height of 0")]
    [InlineData(7, "the frame header gives a width of 0")]
    public void Rejects_A_Size_Of_Zero(int position, string reason) =>
        Jpeg.With(Frame + position, 0, 0).AssertInvalid(reason, Frame);

    [Fact]
    public void Rejects_A_Component_That_Cannot_Be() =>
        Jpeg.With(Frame + 11, 0x51).AssertInvalid("the frame header describes a component that JPEG does not allow", Frame);

    [Fact]
    public void Rejects_A_Frame_Header_Whose_Length_Does_Not_Fit_Its_Components() =>
        Jpeg.With(Frame + 9, 4).AssertInvalid("a frame header of the wrong length", Frame);

    [Fact]
    public void Rejects_A_Scan_Of_A_Component_That_Is_Not_There() =>
        Jpeg.With(Scan + 5, 99).AssertInvalid("a scan names a colour component that the frame header does not have", Scan);

    [Fact]
    public void Rejects_A_Scan_Whose_Components_Are_Out_Of_Order()
    {
        const string Reason = "a scan names its colour components in another order than the frame header";

        Jpeg.With(Scan + 5, 2).With(Scan + 7, 1).AssertInvalid(Reason, Scan);
        Jpeg.With(Scan + 7, 1).AssertInvalid(Reason, Scan);
    }

    [Fact]
    public void Takes_Components_That_All_Have_The_Same_Id() =>
        Jpeg.With(Frame + 13, 1).With(Frame + 16, 1).With(Scan + 7, 1).With(Scan + 9, 1).Accept();

    [Fact]
    public void Rejects_A_Scan_Whose_Quantization_Table_Is_Missing()
    {
        var table = Jpeg.Find("\u00FF\u00DB");

        Jpeg.Remove(table, 69).AssertInvalid("a scan comes before the quantization table it needs", Scan - 69);
    }

    [Fact]
    public void Rejects_An_Image_Whose_Colour_Never_Came()
    {
        var jpeg = SampleImages.Get("jpeg-three-scans.jpg").Bytes;
        var lastScan = jpeg.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);

        jpeg.Remove(lastScan, jpeg.Length - 2 - lastScan)
            .AssertInvalid("the image ends before all its colour components came", lastScan);
    }

    [Fact]
    public void Rejects_A_Huffman_Table_Longer_Than_Its_Segment()
    {
        var table = Jpeg.Find("\u00FF\u00C4");

        Jpeg.With(table + 5, 0xFF).AssertInvalid("a Huffman table is longer than its segment", table);
    }

    [Fact]
    public void Rejects_Scans_Without_Number()
    {
        var scan = Jpeg[Scan..End];
        byte[] file = [.. Jpeg[..Scan], .. Enumerable.Repeat(scan, 501).SelectMany(bytes => bytes), .. Jpeg[End..]];

        file.AssertInvalid("more than 500 scans", Scan + (500 * scan.Length));
    }

    [Theory]
    [InlineData(0xC3, "this is a lossless JPEG, which browsers do not show")]
    [InlineData(0xC5, "this is a hierarchical JPEG, which browsers do not show")]
    [InlineData(0xC9, "this is a JPEG with arithmetic coding, which browsers do not show")]
    [InlineData(0xCE, "this is a JPEG with arithmetic coding, which browsers do not show")]
    [InlineData(0xDE, "this is a hierarchical JPEG, which browsers do not show")]
    [InlineData(0xDF, "this is a hierarchical JPEG, which browsers do not show")]
    [InlineData(0xF7, "this is a JPEG-LS image, which browsers do not show")]
    public void Rejects_Codings_That_Browsers_Do_Not_Know(byte marker, string reason) =>
        Jpeg.With(Frame + 1, marker).AssertUnsupported(reason, Frame);

    [Fact]
    public void Rejects_Arithmetic_Coding_As_An_Encoder_Writes_It()
    {
        var jpeg = File.ReadAllBytes(Repository.PathTo("test/images/jpeg-arithmetic.jpg"));

        jpeg.AssertUnsupported("this is a JPEG with arithmetic coding, which browsers do not show", jpeg.Find("\u00FF\u00C9"));
    }

    [Fact]
    public void Rejects_Twelve_Bits_And_Two_Components()
    {
        Jpeg.With(Frame + 4, 12)
            .AssertUnsupported("this is a JPEG with other than 8 bits a sample, which browsers do not show", Frame);
        Jpeg.With(Frame + 2, 0, 14).With(Frame + 9, 2).Remove(Frame + 16, 3)
            .AssertUnsupported("this is a JPEG with other than 1, 3 or 4 components, which browsers do not show", Frame);
    }
}
