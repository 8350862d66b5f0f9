namespace UploadFunction.Images.Jpeg;

/// <summary>The second bytes of the markers that are told apart (ITU-T T.81, table B.1).</summary>
internal static class JpegMarker
{
    public const byte Tem = 0x01;

    /// <summary>C0 to CF are frame headers, except <see cref="Dht"/>, <see cref="Jpg"/> and <see cref="Dac"/>.</summary>
    public const byte Sof0 = 0xC0, Sof3 = 0xC3, Sof15 = 0xCF;

    public const byte Dht = 0xC4, Jpg = 0xC8, Dac = 0xCC;

    public const byte Rst0 = 0xD0, Rst7 = 0xD7;

    public const byte Eoi = 0xD9, Sos = 0xDA, Dqt = 0xDB, Dri = 0xDD;

    public const byte App1 = 0xE1, App15 = 0xEF;

    /// <summary>The frame header of JPEG-LS (ITU-T T.87).</summary>
    public const byte Sof55 = 0xF7;

    public const byte Com = 0xFE;
}
