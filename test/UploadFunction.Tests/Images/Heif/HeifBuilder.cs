using System.Buffers.Binary;
using System.Text;

namespace UploadFunction.Tests.Images.Heif;

/// <summary>
/// Writes HEIF files as phones do, around data that is no picture: a grid of HEVC tiles (the inspector never decodes). Item 1 is the
/// grid, the tiles count from 2.
/// </summary>
internal sealed record HeifBuilder
{
    public string MajorBrand { get; init; } = "heic";

    public int Rows { get; init; } = 2;

    public int Columns { get; init; } = 3;

    public int TileSide { get; init; } = 512;

    public int Width { get; init; } = 1500;

    public int Height { get; init; } = 1000;

    public string TileType { get; init; } = "hvc1";

    /// <summary>Further boxes that the grid, and not its tiles, is associated with.</summary>
    public byte[][] GridProperties { get; init; } = [];

    /// <summary>What the iref box names as tiles; by default all of them.</summary>
    public int[]? References { get; init; }

    /// <summary>The iloc box, when it is not to be the right one.</summary>
    public byte[]? Locations { get; init; }

    /// <summary>Further boxes inside the meta box.</summary>
    public byte[][] MetaBoxes { get; init; } = [];

    public byte[] Build()
    {
        int[] tiles = [.. Enumerable.Range(2, Rows * Columns)];
        byte[][] properties = [Size(TileSide, TileSide), Box("hvcC", new byte[23]), Size(Width, Height), .. GridProperties];
        byte[] gridIndexes = [.. Enumerable.Range(3, 1 + GridProperties.Length).Select(index => (byte)index)];
        byte[] gridAssociations = [.. U16(1), (byte)gridIndexes.Length, .. gridIndexes];
        byte[] grid = [0, 0, (byte)(Rows - 1), (byte)(Columns - 1), .. U16(Width), .. U16(Height)];

        byte[] Meta(int dataStart) => FullBox("meta", 0, 0,
            FullBox("hdlr", 0, 0, U32(0), Text("pict"), new byte[13]),
            FullBox("pitm", 0, 0, U16(1)),
            FullBox("iinf", 0, 0, U16(1 + tiles.Length), Info(1, "grid"), Join(tiles.Select(tile => Info(tile, TileType)))),
            FullBox("iref", 0, 0, Box("dimg", U16(1), U16((References ?? tiles).Length), Join((References ?? tiles).Select(U16)))),
            Box("iprp",
                Box("ipco", properties),
                FullBox("ipma", 0, 0,
                    U32(1 + tiles.Length), gridAssociations, Join(tiles.Select(tile => (byte[])[.. U16(tile), 2, 1, 2])))),
            Box("idat", grid),
            Locations ?? FullBox("iloc", 1, 0, U16(0x4400), U16(1 + tiles.Length),
                Location(1, method: 1, 0, grid.Length),
                Join(tiles.Select(tile => Location(tile, method: 0, dataStart, 4)))),
            Join(MetaBoxes));

        var type = Box("ftyp", Text(MajorBrand), U32(0), Text("mif1"));
        var dataStart = type.Length + Meta(0).Length + 8;
        return [.. type, .. Meta(dataStart), .. Box("mdat", [1, 2, 3, 4])];
    }

    public static byte[] Box(string type, params byte[][] content)
    {
        var inside = Join(content);
        return [.. U32(inside.Length + 8), .. Text(type), .. inside];
    }

    public static byte[] FullBox(string type, byte version, byte flags, params byte[][] content) =>
        Box(type, [version, 0, 0, flags], Join(content));

    public static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] U32(long value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
        return bytes;
    }

    public static byte[] Join(IEnumerable<byte[]> parts) => [.. parts.SelectMany(part => part)];

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Size(int width, int height) => FullBox("ispe", 0, 0, U32(width), U32(height));

    private static byte[] Info(int item, string type) =>
        FullBox("infe", 2, item == 1 ? (byte)0 : (byte)1, U16(item), U16(0), Text(type), [0]);

    private static byte[] Location(int item, int method, int start, int length) =>
        Join([U16(item), U16(method), U16(0), U16(1), U32(start), U32(length)]);
}
