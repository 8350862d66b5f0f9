using System.Text;

namespace UploadFunction.Uploads.Bodies;

/// <summary>Three parts of ISO 8859 that .NET does not have.</summary>
internal sealed class IsoEncoding : Encoding
{
    private const int FirstOfUpperHalf = 0xA0;

    private readonly string _upperHalf;

    private IsoEncoding(int codePage, string upperHalf)
        : base(codePage) => _upperHalf = upperHalf;

    /// <returns><see langword="null"/> if it is none of the three.</returns>
    public static Encoding? Find(int codePage) => codePage switch
    {
        28600 => new IsoEncoding(
            codePage,
            "\u00A0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00ADŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ"),
        28604 => new IsoEncoding(
            codePage,
            "\u00A0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00AD®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ"),
        28606 => new IsoEncoding(
            codePage,
            "\u00A0ĄąŁ€„Š§š©Ș«Ź\u00ADźŻ°±ČłŽ”¶·žčș»ŒœŸżÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ"),
        _ => null,
    };

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        for (var i = 0; i < byteCount; i++)
        {
            var value = bytes[byteIndex + i];
            chars[charIndex + i] = value < FirstOfUpperHalf ? (char)value : _upperHalf[value - FirstOfUpperHalf];
        }
        return byteCount;
    }

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetMaxByteCount(int charCount) => throw Unneeded();

    public override int GetByteCount(char[] chars, int index, int count) => throw Unneeded();

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw Unneeded();

    private static NotSupportedException Unneeded() => new("Nothing is written in this encoding.");
}
