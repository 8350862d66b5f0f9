using System.Buffers.Binary;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images.Jpeg;

public sealed class JpegFileTests
{
    private static readonly byte[] _jpeg = SampleImages.Jpeg.Bytes;
    private static readonly int _frame = _jpeg.Find("\u00FF\u00C0");
    private static readonly int _scan = _jpeg.Find("\u00FF\u00DA");
    private static readonly int _end = _jpeg.Length - 2;

    [Fact]
    public void Takes_Fill_Bytes_And_Stray_Markers_Between_Segments() =>
        _jpeg.Insert(2, 0xFF, 0xFF, 0xFF, 0x01, 0xFF, 0xD3).Accept();

    [Fact]
    public void Takes_Stuffed_Bytes_And_Restart_Markers_Behind_Fill_Bytes_In_The_Data() =>
        _jpeg.Insert(_end, 0xFF, 0x00, 0xFF, 0xFF, 0xD0, 0xFF, 0xFF, 0x00, 0x12).Accept();

    [Fact]
    public void Leaves_Bytes_Behind_The_Image_Alone()
    {
        byte[] file = [.. _jpeg, .. SampleImages.Get("jpeg-orientation-6-ii.jpg").Bytes, 0, 1, 2];

        Assert.Equal((40, 30), (file.Accept().Width, file.Accept().Height));
    }

    [Fact]
    public void Rejects_What_Is_No_Marker() =>
        _jpeg.Insert(_frame, 0x00).AssertInvalid("a marker was expected here", _frame);

    [Fact]
    public void Rejects_Reserved_Markers() =>
        _jpeg.Insert(2, 0xFF, 0x02, 0x00, 0x02).AssertInvalid("a marker that JPEG does not define", 2);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Rejects_A_Segment_Shorter_Than_Its_Own_Length(byte length) =>
        _jpeg.Insert(2, 0xFF, 0xFE, 0x00, length).AssertInvalid("a segment gives a length below the 2 bytes of the length itself", 2);

    [Fact]
    public void Rejects_A_Segment_That_Runs_Beyond_The_File() =>
        _jpeg.With(_frame + 2, 0xFF, 0xFF).AssertInvalid("the file ends inside a segment", _frame);

    [Fact]
    public void Rejects_A_File_Without_End_Of_Image() =>
        _jpeg[..^2].AssertInvalid("the file ends inside the picture data, before its end-of-image marker", _end);

    [Fact]
    public void Rejects_An_Image_Without_Scans() =>
        _jpeg.Remove(_scan, _end - _scan).AssertInvalid("the image ends before any picture data", _scan);

    [Fact]
    public void Rejects_A_Scan_Before_The_Frame_Header()
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(_jpeg.AsSpan(_frame + 2)) + 2;

        _jpeg.Remove(_frame, length).AssertInvalid("a scan comes before the frame header", _scan - length);
    }

    [Fact]
    public void Rejects_A_Second_Frame_Header()
    {
        var header = _jpeg[_frame.._jpeg.Find("\u00FF\u00C4")];

        _jpeg.Insert(_frame, header).AssertInvalid("a second frame header", _frame + header.Length);
    }

    [Theory]
    [InlineData(5, "the frame header gives a height of 0")]
    [InlineData(7, "the frame header gives a width of 0")]
    public void Rejects_A_Size_Of_Zero(int position, string reason) =>
        _jpeg.With(_frame + position, 0, 0).AssertInvalid(reason, _frame);

    [Fact]
    public void Rejects_A_Component_That_Cannot_Be() =>
        _jpeg.With(_frame + 11, 0x51).AssertInvalid("the frame header describes a component that JPEG does not allow", _frame);

    [Fact]
    public void Rejects_A_Frame_Header_Whose_Length_Does_Not_Fit_Its_Components() =>
        _jpeg.With(_frame + 9, 4).AssertInvalid("a frame header of the wrong length", _frame);

    [Fact]
    public void Rejects_A_Scan_Of_A_Component_That_Is_Not_There() =>
        _jpeg.With(_scan + 5, 99).AssertInvalid("a scan names a colour component that the frame header does not have", _scan);

    [Fact]
    public void Rejects_A_Scan_Whose_Quantization_Table_Is_Missing()
    {
        var table = _jpeg.Find("\u00FF\u00DB");

        _jpeg.Remove(table, 69).AssertInvalid("a scan comes before the quantization table it needs", _scan - 69);
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
        var table = _jpeg.Find("\u00FF\u00C4");

        _jpeg.With(table + 5, 0xFF).AssertInvalid("a Huffman table is longer than its segment", table);
    }

    [Fact]
    public void Rejects_Scans_Without_Number()
    {
        var scan = _jpeg[_scan.._end];
        byte[] file = [.. _jpeg[.._scan], .. Enumerable.Repeat(scan, 501).SelectMany(bytes => bytes), .. _jpeg[_end..]];

        file.AssertInvalid("more than 500 scans", _scan + (500 * scan.Length));
    }

    [Theory]
    [InlineData(0xC3, "this is a lossless JPEG, which browsers do not show")]
    [InlineData(0xC5, "this is a hierarchical JPEG, which browsers do not show")]
    [InlineData(0xC9, "this is a JPEG with arithmetic coding, which browsers do not show")]
    [InlineData(0xCE, "this is a JPEG with arithmetic coding, which browsers do not show")]
    [InlineData(0xF7, "this is a JPEG-LS image, which browsers do not show")]
    public void Rejects_Codings_That_Browsers_Do_Not_Know(byte marker, string reason) =>
        _jpeg.With(_frame + 1, marker).AssertUnsupported(reason, _frame);

    [Fact]
    public void Rejects_Arithmetic_Coding_As_An_Encoder_Writes_It()
    {
        var jpeg = File.ReadAllBytes(Repository.PathTo("test/images/jpeg-arithmetic.jpg"));

        jpeg.AssertUnsupported("this is a JPEG with arithmetic coding, which browsers do not show", jpeg.Find("\u00FF\u00C9"));
    }

    [Fact]
    public void Rejects_Twelve_Bits_And_Two_Components()
    {
        _jpeg.With(_frame + 4, 12)
            .AssertUnsupported("this is a JPEG with other than 8 bits a sample, which browsers do not show", _frame);
        _jpeg.With(_frame + 2, 0, 14).With(_frame + 9, 2).Remove(_frame + 16, 3)
            .AssertUnsupported("this is a JPEG with other than 1, 3 or 4 components, which browsers do not show", _frame);
    }
}
