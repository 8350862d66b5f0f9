namespace UploadFunction.Tests.Images.Gif;

/// <summary>Where a block of a well-formed GIF lies.</summary>
internal readonly record struct GifBlockRange(int Start, int End)
{
    /// <summary>The blocks of a file, without its trailer.</summary>
    public static IEnumerable<GifBlockRange> All(byte[] gif)
    {
        for (var at = 13 + (3 << ((gif[10] & 7) + 1)); gif[at] != 0x3B;)
        {
            var start = at;
            if (gif[at] == 0x21)
                at += 2;
            else
                at += 11 + ((gif[at + 9] & 0x80) == 0 ? 0 : 3 << ((gif[at + 9] & 7) + 1));
            for (; gif[at] != 0; at += gif[at] + 1) { }
            at++;
            yield return new(start, at);
        }
    }
}
