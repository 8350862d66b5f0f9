using System.IO.Hashing;

namespace UploadFunction.Images;

/// <summary>Walks the chunks of a PNG file (W3C PNG, third edition), with their checksums and their order.</summary>
/// <remarks>Metadata lies in ancillary chunks that <see cref="ReadChunk"/> passes by: eXIf, iTXt, tEXt, zTXt, tIME.</remarks>
internal ref struct PngFile
{
    /// <summary>Lower case in the first letter: a decoder may pass over a chunk it does not know.</summary>
    private const uint AncillaryBit = 0x20_00_00_00;

    private readonly ReadOnlySpan<byte> _file;
    private SpanReader _reader;
    private PngHeader _header;
    private PngAnimation _animation;
    private Stage _stage;
    private bool _hasPalette;
    private long _dataLength;
    private int? _orientation;

    private PngFile(ReadOnlySpan<byte> file)
    {
        _file = file;
        _reader = new(file, start: Signature.Length);
    }

    private enum Stage
    {
        BeforeHeader,
        BeforeData,
        InData,
        AfterData,
        Ended,
    }

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    public static bool TryInspect(ReadOnlySpan<byte> file, out ImageInfo info, out ImageRefusal refusal)
    {
        var png = new PngFile(file);
        var whole = png.ReadChunks(out refusal);
        info = whole ? png.Info : default;
        return whole;
    }

    private readonly ImageInfo Info
    {
        get
        {
            var (width, height) = (_header.Width, _header.Height);
            if (ExifOrientation.SwapsSides(_orientation ?? ExifOrientation.Upright))
                (width, height) = (height, width);
            var frames = Math.Max(1, _animation.Frames);
            var canvases = _animation.HidesStill ? frames + 1L : frames;
            return new(ImageFormat.Png, width, height, frames, PixelCount.Multiply(PixelCount.Area(width, height), canvases));
        }
    }

    private bool ReadChunks(out ImageRefusal refusal)
    {
        var at = _reader.Position;
        string? fault = null;
        while (fault is null && _stage != Stage.Ended)
        {
            at = _reader.Position;
            var length = _reader.ReadUInt32();
            var type = _reader.ReadUInt32();
            var data = _reader.ReadPart(length);
            var checksum = _reader.ReadUInt32();
            if (at == _reader.End)
                fault = "the file ends before its IEND chunk";
            else if (length > int.MaxValue)
                fault = "a chunk gives a length above 2147483647 bytes";
            else if (_reader.Overran)
                fault = EndsInside(type);
            else if (!FourCc.IsLetters(type))
                fault = "a chunk's type is not four letters";
            else if (checksum != Crc32.HashToUInt32(_file.Slice(at + 4, (int)length + 4)))
                fault = WrongChecksum(type);
            else if (type == FourCc.CgBI)
            {
                refusal = ImageRefusal.Unsupported(
                    "this is Apple's CgBI variant of PNG, which browsers do not show", at, ForeignFormats.AppleCgBI);
                return false;
            }
            else
                fault = ReadChunk(type, data);
        }
        if (fault is null && _reader.Remaining > 0)
            (fault, at) = ("bytes follow the end of the image", _reader.Position);
        refusal = fault is null ? default : ImageRefusal.Invalid(fault, at);
        return fault is null;
    }

    private string? ReadChunk(uint type, SpanReader data)
    {
        if (_stage == Stage.BeforeHeader && type != FourCc.IHDR)
            return "the first chunk is not IHDR";
        if (_stage == Stage.InData && type != FourCc.IDAT)
            _stage = Stage.AfterData;

        switch (type)
        {
            case FourCc.IHDR:
                return ReadHeader(data);
            case FourCc.PLTE:
                return ReadPalette(data);
            case FourCc.IDAT:
                return ReadData(data);
            case FourCc.IEND:
                return ReadEnd(data);
            case FourCc.acTL:
                return _animation.ReadControl(data, beforeData: _stage == Stage.BeforeData);
            case FourCc.fcTL:
                return _animation.ReadFrame(data, _header, beforeData: _stage == Stage.BeforeData);
            case FourCc.fdAT:
                return _animation.ReadFrameData(data, afterData: _stage == Stage.AfterData);
            case FourCc.eXIf:
                ReadExif(data);
                return null;
            default:
                return (type & AncillaryBit) == 0 ? "a critical chunk of a type that PNG does not define" : null;
        }
    }

    private string? ReadHeader(SpanReader data)
    {
        if (_stage != Stage.BeforeHeader)
            return "a second IHDR chunk";
        _stage = Stage.BeforeData;
        _header = PngHeader.Read(data, out var fault);
        return fault;
    }

    private string? ReadPalette(SpanReader data)
    {
        if (_hasPalette)
            return "a second PLTE chunk";
        if (_stage != Stage.BeforeData)
            return "the PLTE chunk comes after the image data";
        if (_header.MaxPaletteEntries == 0)
            return "a PLTE chunk in a greyscale image";
        var (entries, rest) = Math.DivRem(data.Remaining, 3);
        if (rest != 0 || entries == 0 || entries > _header.MaxPaletteEntries)
            return "the PLTE chunk holds no possible number of colours";
        _hasPalette = true;
        return null;
    }

    private string? ReadData(SpanReader data)
    {
        if (_stage == Stage.AfterData)
            return "the IDAT chunks do not follow one another";
        if (_stage == Stage.BeforeData)
        {
            if (_header.NeedsPalette && !_hasPalette)
                return "the image data comes before the PLTE chunk it needs";
            _animation.SawStill();
            _stage = Stage.InData;
        }
        _dataLength += data.Remaining;
        return null;
    }

    private string? ReadEnd(SpanReader data)
    {
        if (_dataLength == 0)
            return "the image ends before any image data";
        if (data.Remaining > 0)
            return "the IEND chunk is not empty";
        _stage = Stage.Ended;
        return _animation.CheckComplete();
    }

    /// <summary>Browsers settle the size before the image data: an eXIf chunk behind it comes too late.</summary>
    private void ReadExif(SpanReader data)
    {
        if (_stage == Stage.BeforeData)
            _orientation ??= ExifOrientation.Read(data.Read(data.Remaining));
    }

    private static string EndsInside(uint type) => type switch
    {
        FourCc.IHDR => "the file ends inside the IHDR chunk",
        FourCc.PLTE => "the file ends inside the PLTE chunk",
        FourCc.IDAT => "the file ends inside an IDAT chunk",
        FourCc.fdAT => "the file ends inside an fdAT chunk",
        FourCc.IEND => "the file ends inside the IEND chunk",
        _ => "the file ends inside a chunk",
    };

    private static string WrongChecksum(uint type) => type switch
    {
        FourCc.IHDR => "the checksum of the IHDR chunk is wrong",
        FourCc.PLTE => "the checksum of the PLTE chunk is wrong",
        FourCc.IDAT => "the checksum of an IDAT chunk is wrong",
        FourCc.fdAT => "the checksum of an fdAT chunk is wrong",
        FourCc.IEND => "the checksum of the IEND chunk is wrong",
        _ => "the checksum of a chunk is wrong",
    };
}
