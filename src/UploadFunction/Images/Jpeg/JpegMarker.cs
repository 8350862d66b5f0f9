namespace UploadFunction.Images.Jpeg;

/// <summary>The second bytes of the markers that are told apart (ITU-T T.81, table B.1).</summary>
internal static class JpegMarker
{
    public const byte Tem = 0x01;

    /// <summary>C0 to CF are frame headers, except <see cref="Dht"/>, <see cref="Jpg"/> and <see cref="Dac"/>.</summary>
    public const byte Sof0 = 0xC0, Sof3 = 0xC3, Sof15 = 0xCF;

    public const byte Dht = 0xC4, Jpg = 0xC8, Dac = 0xCC;

    public const byte Rst0 = 0xD0, Rst7 = 0xD7;

    public const byte Eoi = 0xD9, Sos = 0xDA, Dqt = 0xDB, Dnl = 0xDC, Dri = 0xDD;

    /// <summary>What a hierarchical file has besides its frames.</summary>
    public const byte Dhp = 0xDE, Exp = 0xDF;

    public const byte App0 = 0xE0, App1 = 0xE1, App2 = 0xE2, App11 = 0xEB, App14 = 0xEE, App15 = 0xEF;

    /// <summary>The frame header of JPEG-LS (ITU-T T.87).</summary>
    public const byte Sof55 = 0xF7;

    public const byte Com = 0xFE;

    /// <summary>Whether a segment follows, which begins with its length.</summary>
    public static bool HasSegment(byte marker) => marker is (>= Sof0 and <= Sof15) or (>= Sos and <= App15) or Com;

    /// <summary>Whether its segment says nothing about how the picture is coded.</summary>
    public static bool IsMetadata(byte marker) => marker is (>= App0 and <= App15) or Com;

    /// <summary>Whether it stands alone and means nothing outside of coded data, where decoders skip it.</summary>
    public static bool IsStray(byte marker) => marker is (>= Rst0 and <= Rst7) or Tem;
}
