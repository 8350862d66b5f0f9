using System.Text;
using static UploadFunction.Tests.Images.Heif.HeifBuilder;

namespace UploadFunction.Tests.Images.Heif;

/// <summary>
/// Writes HEIF files around items of all kinds. The first is the picture, of four bytes that no decoder takes; the inspector never
/// decodes. The data of all items lies in one mdat box, or in the idat box.
/// </summary>
internal sealed record HeifItemFile(params HeifItem[] Items)
{
    public string Brand { get; init; } = "heic";

    public HeifItem Picture { get; init; } = new("hvc1", [1, 2, 3, 4]);

    /// <summary>Whether the data of the items comes before the picture's.</summary>
    public bool DataComesFirst { get; init; }

    /// <summary>Further boxes in the ipco box, which only the picture has.</summary>
    public byte[][] Properties { get; init; } = [];

    public byte[][] MetaBoxes { get; init; } = [];

    /// <summary>In the mdat box, before and behind the data.</summary>
    public byte[] Unused { get; init; } = [];

    /// <summary>Boxes between meta and mdat.</summary>
    public byte[][] Middle { get; init; } = [];

    public byte[][] Tail { get; init; } = [];

    private byte[] Configuration => Picture.Type == "av01" ? Box("av1C", new byte[4]) : Box("hvcC", new byte[23]);

    public byte[] Build()
    {
        var all = Numbered();
        var type = Box("ftyp", Text(Brand), U32(0), Text("mif1"));
        var middle = Join(Middle);
        byte[] data = [.. Unused, .. Join(all.Where(entry => entry.Item.Method == 0).Select(entry => entry.Item.Data)), .. Unused];
        var start = type.Length + Meta(all, 0).Length + middle.Length + 8 + Unused.Length;
        return [.. type, .. Meta(all, start), .. middle, .. Box("mdat", data), .. Join(Tail)];
    }

    private byte[] Meta((int Number, HeifItem Item)[] all, int start)
    {
        byte[] indexes = [1, 2, .. Enumerable.Range(3, Properties.Length).Select(index => (byte)index)];
        return FullBox("meta", 0, 0,
            FullBox("hdlr", 0, 0, U32(0), Text("pict"), new byte[13]),
            FullBox("pitm", 0, 0, U16(1)),
            FullBox("iinf", 0, 0, U16(all.Length), Join(all.Select(Info))),
            Box("iprp",
                Box("ipco", FullBox("ispe", 0, 0, U32(40), U32(30)), Configuration, Join(Properties)),
                FullBox("ipma", 0, 0, U32(1), U16(1), [(byte)indexes.Length, .. indexes])),
            Box("idat", Join(all.Where(entry => entry.Item.Method == 1).Select(entry => entry.Item.Data))),
            FullBox("iloc", 1, 0, U16(0x4400), U16(all.Length), Join(Locations(all, start))),
            Join(MetaBoxes));
    }

    /// <summary>The picture is item 1, wherever its data lies.</summary>
    private (int Number, HeifItem Item)[] Numbered()
    {
        var others = Items.Select((item, index) => (2 + index, item));
        return DataComesFirst ? [.. others, (1, Picture)] : [(1, Picture), .. others];
    }

    private static byte[] Info((int Number, HeifItem Item) entry) => FullBox("infe", 2, 0,
        U16(entry.Number), U16(0), Text(entry.Item.Type), Text(entry.Item.Name + "\0"),
        Join(entry.Item.Texts.Select(text => Text(text + "\0"))), entry.Item.InfoRest);

    private static IEnumerable<byte[]> Locations((int Number, HeifItem Item)[] all, int start)
    {
        var (inFile, inBox) = (start, 0);
        var pictureStart = start + all.TakeWhile(entry => entry.Number != 1).Sum(entry => entry.Item.Data.Length);
        foreach (var (number, item) in all)
        {
            var lengths = item.Lengths ?? [item.Data.Length];
            yield return Join([U16(number), U16(item.Method), U16(item.OtherFile), U16(lengths.Length)]);
            foreach (var length in lengths)
            {
                var place = item.Method == 1 ? inBox : inFile;
                yield return item.Place is { } wrong
                    ? Join([U32(pictureStart + wrong.Start), U32(wrong.Length)])
                    : Join([U32(place), U32(length)]);
                _ = item.Method == 1 ? inBox += length : inFile += length;
            }
        }
    }

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);
}
