namespace UploadFunction.Images.Heif;

/// <summary>
/// The clap box (ISO/IEC 14496-12, 12.1.4): the visible part of a picture, as eight numbers, numerator before denominator:
/// width, height, and how far the part's centre lies right of and below the picture's.
/// </summary>
internal readonly record struct CleanAperture(
    uint WidthN, uint WidthD, uint HeightN, uint HeightD, int RightN, uint RightD, int DownN, uint DownD)
{
    public static CleanAperture Read(ref SpanReader content) => new(
        content.ReadUInt32(), content.ReadUInt32(), content.ReadUInt32(), content.ReadUInt32(),
        (int)content.ReadUInt32(), content.ReadUInt32(), (int)content.ReadUInt32(), content.ReadUInt32());

    /// <summary>The size rounded to whole pixels, as HEIC viewers do it. A crop that makes no sense is ignored.</summary>
    public (int Width, int Height) Apply(int width, int height) => (Side(WidthN, WidthD, width), Side(HeightN, HeightD, height));

    /// <summary>
    /// Chromium crops an AVIF only when the part starts in the upper left corner and lies on whole pixels, and shows all of it
    /// otherwise (seen in Chromium 156).
    /// </summary>
    public (int Width, int Height) ApplyAsBrowsersDo(int width, int height) =>
        StartsAtZero(WidthN, WidthD, RightN, RightD, width) && StartsAtZero(HeightN, HeightD, DownN, DownD, height)
            ? ((int)(WidthN / WidthD), (int)(HeightN / HeightD))
            : (width, height);

    private static int Side(uint numerator, uint denominator, int whole)
    {
        if (numerator == 0 || denominator == 0)
            return whole;
        var side = (numerator + (denominator / 2UL)) / denominator;
        return side == 0 || side > (ulong)whole ? whole : (int)side;
    }

    /// <summary>The start is whole / 2 + offset - part / 2.</summary>
    private static bool StartsAtZero(uint numerator, uint denominator, int offsetN, uint offsetD, int whole)
    {
        if (numerator == 0 || denominator == 0 || offsetD == 0 || numerator % denominator != 0)
            return false;
        var part = numerator / denominator;
        return part <= (uint)whole && 2 * (Int128)offsetN == ((Int128)part - whole) * offsetD;
    }
}
