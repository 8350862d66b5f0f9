using System.Diagnostics;
using UploadFunction.Images;
using UploadFunction.Tests.Support;
using static UploadFunction.Tests.Images.Jpeg.JpegBuilder;

namespace UploadFunction.Tests.Images.Jpeg;

/// <summary>Files that break the standard outside of their picture data, and are stored without the fault.</summary>
public sealed class JpegRepairTests
{
    private const string CutOff = "the picture data is cut off; save the photo anew, or send it again from the camera";

    private static readonly byte[] Jpeg = SampleImages.Jpeg.Bytes;
    private static readonly byte[] Restart = SampleImages.Get("jpeg-restart.jpg").Bytes;
    private static readonly int Frame = Jpeg.Find("\u00FF\u00C0");
    private static readonly int Scan = Jpeg.Find("\u00FF\u00DA");
    private static readonly int End = Jpeg.Length - 2;

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 0xFF, 0x00, 2 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0x00 })]
    public void Bytes_Between_Segments_Go(byte[] bytes)
    {
        foreach (var place in (int[])[20, Frame, Scan])
        {
            Jpeg.Insert(place, bytes).AssertStored(Jpeg, ImageChanges.Repaired);
            Jpeg.Insert(place, bytes).AssertStored(Jpeg, ImageChanges.Repaired, keepsMetadata: true);
        }
    }

    [Fact]
    public void Bytes_Between_The_Last_Table_And_The_End_Go()
    {
        var table = Segment(0xDD, 0, 0);

        Jpeg.Insert(End, [.. table, 1, 2, 3]).AssertStored(Jpeg.Insert(End, table), ImageChanges.Repaired);
    }

    [Theory]
    [InlineData(0xE0, 0)]
    [InlineData(0xE1, 1)]
    [InlineData(0xE5, 0)]
    [InlineData(0xEE, 1)]
    [InlineData(0xFE, 0)]
    [InlineData(0xFE, 1)]
    public void Metadata_Of_An_Impossible_Length_Goes(byte marker, byte length)
    {
        foreach (var place in (int[])[2, Frame, End])
        {
            var file = Jpeg.Insert(place, 0xFF, marker, 0, length);
            file.AssertStored(Jpeg, ImageChanges.Repaired);
            file.AssertStored(Jpeg, ImageChanges.Repaired, keepsMetadata: true);
        }
    }

    [Theory]
    [InlineData(0xDB)]
    [InlineData(0xC4)]
    [InlineData(0xC0)]
    [InlineData(0xCC)]
    [InlineData(0xDA)]
    [InlineData(0xDC)]
    [InlineData(0xDD)]
    public void Rejects_Other_Segments_Of_An_Impossible_Length(byte marker)
    {
        for (byte length = 0; length <= 1; length++)
        {
            Jpeg.Insert(Frame, 0xFF, marker, 0, length)
                .AssertInvalid("a segment gives a length below the 2 bytes of the length itself", Frame);
        }
    }

    [Fact]
    public void Fill_Bytes_Stay_Before_What_Stays_And_Go_Before_What_Goes()
    {
        byte[] fill = [0xFF, 0xFF, 0xFF];
        foreach (var place in (int[])[2, Frame, Scan, End])
        {
            var filled = Jpeg.Insert(place, fill);
            filled.AssertStored(filled, ImageChanges.None);
            Jpeg.Insert(place, [.. fill, .. Segment(0xFE, Secret)]).AssertStored(Jpeg, ImageChanges.Metadata);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0x01 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xD0 })]
    [InlineData(new byte[] { 0xFF, 0xD7, 0xFF, 0xD6, 0xFF, 0x01 })]
    [InlineData(new byte[] { 0xFF, 0xCC, 0, 4, 1, 1 })] // conditions of arithmetic coding
    public void Stray_Markers_Go(byte[] marker)
    {
        foreach (var place in (int[])[2, Frame, Scan, End])
            Jpeg.Insert(place, marker).AssertStored(Jpeg, ImageChanges.Repaired);
    }

    [Fact]
    public void Restart_Markers_Stay_Where_Data_Follows()
    {
        var file = Restart.Insert(Restart.Length - 2, 0xFF, 0xD5, 0xFF, 0xD6, 0xFF, 0xFF, 0x00);

        Restart.AssertStored(Restart, ImageChanges.None);
        file.AssertStored(file, ImageChanges.None);
        Restart.Insert(Restart.Length - 2, 0xFF, 0xD5).AssertStored(Restart, ImageChanges.Repaired);
    }

    [Fact]
    public void A_Number_Of_Lines_Stays_Behind_The_First_Scan_Only()
    {
        var lines = Segment(0xDC, 0, 30);
        var file = Jpeg.Insert(End, lines);

        file.AssertStored(file, ImageChanges.None);
        Jpeg.Insert(Frame, lines).AssertStored(Jpeg, ImageChanges.Repaired);
        Jpeg.Insert(End, Segment(0xDC, Secret)).AssertStored(Jpeg, ImageChanges.Repaired);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_File_That_Ends_In_FF_Gets_Its_End(int count)
    {
        byte[] ends = [.. Jpeg[..End], .. Enumerable.Repeat((byte)0xFF, count)];

        ends.AssertStored([.. ends, 0xD9], ImageChanges.Repaired);
        ends.AssertStored([.. ends, 0xD9], ImageChanges.Repaired, keepsMetadata: true);
    }

    [Fact]
    public void Rejects_A_File_That_Ends_In_FF_Before_Its_Data()
    {
        Jpeg[..3].AssertInvalid(CutOff, 3);
        Jpeg[..(Scan + 1)].AssertInvalid(CutOff, Scan + 1);
        var scans = SampleImages.Get("jpeg-three-scans.jpg").Bytes;
        var lastScan = scans.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        scans[..(lastScan + 1)].AssertInvalid(CutOff, lastScan + 1);
    }

    [Fact]
    public void Rejects_A_File_That_Ends_Behind_Bytes_That_Are_No_Marker() =>
        Jpeg.Insert(End, [.. Segment(0xFE, Secret), 1, 2, 3])[..(End + 20)].AssertInvalid(CutOff, End + 20);

    [Theory]
    [InlineData(0x02)]
    [InlineData(0xBF)]
    [InlineData(0xC8)]
    [InlineData(0xD8)]
    [InlineData(0xF0)]
    [InlineData(0xFD)]
    public void Rejects_A_Marker_That_Decoders_Do_Not_Know(byte marker)
    {
        foreach (var place in (int[])[2, Frame, End])
            Jpeg.Insert(place, [0xFF, marker, 0, 2]).AssertInvalid("a marker that JPEG does not define", place);
        Jpeg.Insert(Frame, [1, 2, 3, 0xFF, marker, 0, 2]).AssertInvalid("a marker that JPEG does not define", Frame + 3);
    }

    [Fact]
    public void Answers_In_Linear_Time_Whatever_Repeats()
    {
        byte[][] patterns =
        [
            [0xFF],
            [0x00],
            [0xFF, 0x00],
            [0xFF, 0xFF, 0x00],
            [0xFF, 0xD0],
            [0xFF, 0x01],
            [0xFF, 0xFE, 0x00, 0x02],
            [0xFF, 0xE1, 0x00, 0x00],
            [0xFF, 0xCC, 0x00, 0x02],
            [0x00, 0xFF, 0xDD, 0x00, 0x04, 0x00, 0x00],
        ];
        foreach (var pattern in patterns)
        {
            foreach (var place in (int[])[2, End])
            {
                byte[] repeated = [.. Enumerable.Repeat(pattern, 3_000_000 / pattern.Length).SelectMany(bytes => bytes)];
                byte[] file = [.. Jpeg[..place], .. repeated, .. Jpeg[place..]];
                var time = Stopwatch.StartNew();
                _ = ImageInspector.Inspect(file, new(keepsMetadata: false), out _, out _);
                // Below 0.2 s, but machines are busy; half an hour, if each piece made it look at the rest again.
                Assert.InRange(time.Elapsed.TotalSeconds, 0, 60);
            }
        }
    }

    [Fact]
    public void Whatever_Is_Stored_Is_Taken_Unchanged()
    {
        var samples = SampleImages.All.Where(sample => sample.Format == ImageFormat.Jpeg).Select(sample => sample.Bytes).ToArray();
        byte[][] pieces =
        [
            [0xFF], [0xFF, 0xD9], [0xFF, 0xD3], [0xFF, 0x01], [0xFF, 0x00], [0xFF, 0xFE, 0, 1], [0xFF, 0xCC, 0, 2], [0, 0, 0],
            Segment(0xE0, "JFIF\0"), Segment(0xEB, "JP"), Segment(0xE2, "MPF\0"), Segment(0xFE, Secret), Exif(6), Segment(0xDC, 0, 1),
        ];
        var random = new Random(20250101);
        var taken = 0;
        for (var round = 0; round < 10_000; round++)
        {
            var file = samples[random.Next(samples.Length)];
            for (var changes = random.Next(1, 5); changes > 0; changes--)
            {
                var at = random.Next(4) == 0 ? random.Next(2, file.Length) : random.Next(2, Math.Min(file.Length, 700));
                file = random.Next(3) switch
                {
                    0 => file.With(at, (byte)random.Next(256)),
                    1 => file.Remove(at, Math.Min(random.Next(20), file.Length - at)),
                    _ => file.Insert(at, pieces[random.Next(pieces.Length)]),
                };
            }
            var keepsMetadata = random.Next(2) == 0;
            if (ImageInspector.Inspect(file, new(keepsMetadata), out _, out _) is not null)
                continue;
            taken++;
            file.Store(out _, out _, keepsMetadata);
        }
        Assert.InRange(taken, 2000, 10_000);
    }
}
