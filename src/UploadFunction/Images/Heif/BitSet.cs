namespace UploadFunction.Images.Heif;

/// <summary>A set of numbers below 65536 in memory that the caller provides (8 KB).</summary>
internal readonly ref struct BitSet(Span<ulong> words)
{
    public const int Words = 65536 / 64;

    private readonly Span<ulong> _words = words;

    public bool Contains(uint number) => number >> 6 < Words && (_words[(int)(number >> 6)] >> (int)(number & 63) & 1) != 0;

    /// <returns><see langword="false"/> when the number was there already, or is too large.</returns>
    public bool Add(uint number)
    {
        if (number >> 6 >= Words || Contains(number))
            return false;
        _words[(int)(number >> 6)] |= 1UL << (int)(number & 63);
        return true;
    }

    public void Clear() => _words.Clear();
}
