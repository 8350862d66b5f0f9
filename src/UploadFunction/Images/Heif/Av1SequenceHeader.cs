namespace UploadFunction.Images.Heif;

/// <summary>
/// The size that AV1 data states (AV1 bitstream specification, 5.5). The container may state another one, but a decoder allocates
/// what the data states.
/// </summary>
internal ref struct Av1SequenceHeader(ReadOnlySpan<byte> bytes)
{
    private const int SequenceHeader = 1, TemporalDelimiter = 2;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _bit;

    /// <summary>Reads the greatest width and height of a frame.</summary>
    /// <param name="place">Where the data lies in the file.</param>
    public static ImageRejection? Read(ReadOnlySpan<byte> file, FileRange place, out int width, out int height) =>
        TryRead(new(file, place), out width, out height)
            ? null
            : ImageRejection.Invalid("the picture's data does not start as AV1 does", place.Start);

    private static bool TryRead(SpanReader data, out int width, out int height)
    {
        (width, height) = (0, 0);
        // A temporal unit has one delimiter. Were many read, each of many tiles could bring the same ones, and much time would pass.
        for (var delimiters = 0; data.Remaining > 0 && delimiters <= 1; delimiters++)
        {
            var header = data.ReadByte();
            var (type, hasExtension, hasLength) = (header >> 3 & 15, (header & 4) != 0, (header & 2) != 0);
            data.Skip(hasExtension ? 1 : 0);
            var content = data.Read(hasLength ? ReadLeb128(ref data) : data.Remaining);
            if (data.Overran || type is not (SequenceHeader or TemporalDelimiter))
                return false;
            if (type == SequenceHeader)
                return new Av1SequenceHeader(content).TryReadSize(out width, out height);
        }
        return false;
    }

    private static long ReadLeb128(ref SpanReader data)
    {
        long value = 0;
        for (var shift = 0; shift < 56; shift += 7)
        {
            var next = data.ReadByte();
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        return long.MaxValue;
    }

    private bool TryReadSize(out int width, out int height)
    {
        Skip(3 + 1); // profile, still picture
        var isReduced = ReadFlag();
        if (isReduced)
            Skip(5);
        else
            SkipOperatingPoints();
        var (widthBits, heightBits) = (Read(4) + 1, Read(4) + 1);
        (width, height) = (Read(widthBits) + 1, Read(heightBits) + 1);
        return _bit <= 8 * _bytes.Length;
    }

    private void SkipOperatingPoints()
    {
        var delayBits = 0;
        if (ReadFlag()) // timing
        {
            Skip(32 + 32);
            if (ReadFlag())
                SkipUvlc();
            if (ReadFlag()) // decoder model
            {
                delayBits = Read(5) + 1;
                Skip(32 + 5 + 5);
            }
        }
        var hasDisplayDelay = ReadFlag();
        for (var points = Read(5) + 1; points > 0; points--)
        {
            Skip(12);
            if (Read(5) > 7)
                Skip(1);
            if (delayBits > 0 && ReadFlag())
                Skip((2 * delayBits) + 1);
            if (hasDisplayDelay && ReadFlag())
                Skip(4);
        }
    }

    private void SkipUvlc()
    {
        var zeros = 0;
        while (zeros < 32 && !ReadFlag())
            zeros++;
        Skip(zeros < 32 ? zeros : 0);
    }

    private bool ReadFlag() => Read(1) == 1;

    /// <summary>Bits beyond the end are zeros; <see cref="TryReadSize"/> notices.</summary>
    private int Read(int bits)
    {
        var value = 0;
        for (; bits > 0; bits--, _bit++)
            value = value << 1 | (_bit >> 3 < _bytes.Length ? _bytes[_bit >> 3] >> (7 - (_bit & 7)) & 1 : 0);
        return value;
    }

    private void Skip(int bits) => _bit += bits;
}
