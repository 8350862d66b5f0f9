using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// An encoding of text as the WHATWG's Encoding Standard defines it, because browsers do what it says: <c>iso-8859-1</c> is
/// windows-1252, for example.
/// </summary>
internal sealed class Charset
{
    private readonly Encoding _encoding;

    private Charset(Encoding encoding) => _encoding = encoding;

    public static Charset Utf8 { get; } = new(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    /// <summary>Decodes any bytes. Not made before it is needed: the tables of code pages would slow each cold start.</summary>
    public static Charset Windows1252 => field ??= OfCodePage(1252);

    /// <summary>Whether it has every character there is. Browsers write others as <c>&amp;#128008;</c> into a form.</summary>
    public bool IsUnicode => _encoding is UTF8Encoding or UnicodeEncoding || _encoding.CodePage == CharsetLabels.Gb18030;

    /// <summary>Whether a header can be written in it.</summary>
    public bool IsAsciiCompatible => _encoding is not UnicodeEncoding;

    /// <param name="label">In upper or lower case.</param>
    /// <returns><see langword="null"/> if nobody knows it.</returns>
    public static Charset? Find(string label) => CharsetLabels.CodePageOf(label.Trim(' ', '\t', '\r', '\n', '\f', '\'', '"')) switch
    {
        null => null,
        CharsetLabels.Utf8 => Utf8,
        CharsetLabels.Utf16 => new Charset(new UnicodeEncoding(bigEndian: false, byteOrderMark: false)),
        CharsetLabels.Utf16BigEndian => new Charset(new UnicodeEncoding(bigEndian: true, byteOrderMark: false)),
        { } codePage => OfCodePage(codePage),
    };

    /// <returns><see langword="null"/> if these bytes are not of this encoding.</returns>
    public string? Decode(ReadOnlySpan<byte> bytes)
    {
        // In UTF-8 the replacement character may be what somebody wrote; in the others it stands for bytes that mean nothing.
        var isWrong = _encoding is UTF8Encoding && !System.Text.Unicode.Utf8.IsValid(bytes);
        if (isWrong || _encoding.GetString(bytes) is not { } text || (_encoding is not UTF8Encoding && text.Contains('\uFFFD')))
            return null;
        return text.TrimStart('\uFEFF');
    }

    private static Charset OfCodePage(int codePage) => new(
        IsoEncoding.Find(codePage)
        ?? CodePagesEncodingProvider.Instance.GetEncoding(
            codePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"))
        ?? throw new NotSupportedException($"There is no code page {codePage}."));
}
