namespace UploadFunction.Images.Jpeg;

/// <summary>Checks the tables that scans refer to, and knows which quantization tables there are.</summary>
internal struct JpegTables
{
    private int _quantization;

    public readonly bool HasQuantization(int table) => (_quantization >> table & 1) != 0;

    /// <summary>A table is 64 numbers of 1 or 2 bytes behind a byte that says which (T.81 B.2.4.1).</summary>
    public ImageRejection? ReadQuantization(JpegSegment segment)
    {
        var content = segment.Open();
        while (content.Remaining > 0)
        {
            var head = content.ReadByte();
            var (precision, table) = (head >> 4, head & 15);
            if (precision > 1 || table > 3)
                return segment.Invalid("a quantization table that JPEG does not allow");
            content.Skip(64 << precision);
            if (content.Overran)
                return segment.Invalid("a quantization table is longer than its segment");
            _quantization |= 1 << table;
        }
        return null;
    }

    /// <summary>A table is 16 counts, and as many values as they add up to, behind a byte that says which (T.81 B.2.4.2).</summary>
    public static ImageRejection? CheckHuffman(JpegSegment segment)
    {
        var content = segment.Open();
        while (content.Remaining > 0)
        {
            var head = content.ReadByte();
            var values = 0;
            foreach (var count in content.Read(16))
                values += count;
            content.Skip(values);
            if (content.Overran)
                return segment.Invalid("a Huffman table is longer than its segment");
            if (head >> 4 > 1 || (head & 15) > 3 || values > 256)
                return segment.Invalid("a Huffman table that JPEG does not allow");
        }
        return null;
    }
}
