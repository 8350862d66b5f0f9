namespace UploadFunction.Images.Heif;

/// <summary>
/// Which boxes are stored, and the rest becomes free space: user data (udta), the metadata of films and tracks (meta), private boxes
/// (uuid), descriptive properties (udes, altt, crtt, mdft), and whatever standards and makers add in future.
/// </summary>
internal static class IsoBoxRules
{
    /// <summary>Of a track's sample entry: how it is coded, and how it looks.</summary>
    public static bool KeepsInSampleEntry(uint type) =>
        IsoBoxType.IsOneOf(type, "av1C hvcC lhvC avcC vvcC auxi ccst colr pasp clap irot imir clli mdcv cclv amve fiel btrt"u8);

    /// <param name="container">The type of the box that it lies in.</param>
    public static bool Keeps(uint container, uint type) => IsoBoxType.IsOneOf(type, container switch
    {
        IsoBoxType.Meta => "hdlr pitm iinf iloc iref iprp idat grpl dinf"u8,
        IsoBoxType.Iprp => "ipco ipma"u8,
        IsoBoxType.Ipco => Properties,
        IsoBoxType.Moov => "mvhd trak"u8,
        IsoBoxType.Trak => "tkhd tref trgr edts mdia"u8,
        IsoBoxType.Mdia => "mdhd hdlr minf"u8,
        IsoBoxType.Minf => "vmhd nmhd hdlr dinf stbl"u8,
        IsoBoxType.Stbl => "stsd stts ctts cslg stsc stsz stco co64 stss stsh sdtp padb sbgp sgpd subs"u8,
        IsoBoxType.Dinf => "dref"u8,
        IsoBoxType.Dref => "url  urn  imdt snim"u8,
        _ => [],
    });

    /// <summary>
    /// Properties of pictures that a decoder or a viewer may need (ISO/IEC 23008-12, 6.5; AV1 Image File Format, 2.3; ISO/IEC
    /// 23001-17): size and samples, colour, crop and orientation, what an auxiliary picture is, layers, cameras of a stereo pair,
    /// brightness, and the codecs' configurations.
    /// </summary>
    private static ReadOnlySpan<byte> Properties =>
        "ispe pixi pasp colr clap irot imir auxC rloc rref iscl lsel a1op a1lx oinf tols cmin cmex clli mdcv cclv amve reve ndwt "u8
        + "av1C hvcC lhvC avcC vvcC vvnC evcC jpgC j2kH uncC cmpd cmpC icef mskC"u8;
}
