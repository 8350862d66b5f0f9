using System.Text;
using static UploadFunction.Tests.Images.Heif.HeifBuilder;

namespace UploadFunction.Tests.Images.Heif;

/// <summary>A track of a film, and its data.</summary>
/// <param name="Handler">What it is: <c>pict</c>, <c>auxv</c>, <c>soun</c>.</param>
internal sealed record HeifTrack(string Handler, string Codec, byte[] Data)
{
    /// <summary>Further boxes inside the trak box.</summary>
    public byte[][] Boxes { get; init; } = [];

    /// <summary>Further boxes inside the sample entry.</summary>
    public byte[][] EntryBoxes { get; init; } = [];

    /// <summary>Further boxes inside the stbl box.</summary>
    public byte[][] Tables { get; init; } = [];

    public string CoderName { get; init; } = "";

    public string HandlerName { get; init; } = "";

    public string Url { get; init; } = "";

    public byte[] Times { get; init; } = new byte[8];

    /// <summary>Writes a file: ftyp, perhaps meta, moov, and the data of all tracks in an mdat box each.</summary>
    public static byte[] File(string brand, byte[] meta, byte[][] movieBoxes, params HeifTrack[] tracks)
    {
        var type = Box("ftyp", Encoding.ASCII.GetBytes(brand), U32(0), "mif1"u8.ToArray());
        var data = tracks.Select(track => Box("mdat", track.Data)).ToArray();
        byte[] Movie(int start) => Box("moov",
            FullBox("mvhd", 0, 0, tracks[0].Times, new byte[88]),
            Join(movieBoxes),
            Join(tracks.Select((track, index) => track.Build(start + 8 + data.Take(index).Sum(box => box.Length)))));
        return [.. type, .. meta, .. Movie(type.Length + meta.Length + Movie(0).Length), .. Join(data)];
    }

    private byte[] Build(int start) => Box("trak",
        FullBox("tkhd", 0, 0, Times, new byte[64], U32(40 << 16), U32(30 << 16)),
        Join(Boxes),
        Box("mdia",
            FullBox("mdhd", 0, 0, Times, new byte[12]),
            FullBox("hdlr", 0, 0, U32(0), Encoding.ASCII.GetBytes(Handler), new byte[12], Text(HandlerName), [0]),
            Box("minf",
                Box("dinf", FullBox("dref", 0, 0, U32(1), FullBox("url ", 0, 1, Text(Url)))),
                Box("stbl",
                    FullBox("stsd", 0, 0, U32(1), Box(Codec, new byte[42], Text(CoderName.PadRight(32, '\0')), new byte[4],
                        Codec == "hvc1" ? Box("hvcC", new byte[23]) : [], Join(EntryBoxes))),
                    FullBox("stsz", 0, 0, U32(Data.Length / 2), U32(2)),
                    FullBox("stsc", 0, 0, U32(1), U32(1), U32(2), U32(1)),
                    FullBox("stco", 0, 0, U32(1), U32(start)),
                    Join(Tables)))));

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
