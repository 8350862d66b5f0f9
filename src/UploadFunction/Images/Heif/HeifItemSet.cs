namespace UploadFunction.Images.Heif;

/// <summary>The items that matter: the primary one, or the tiles of a grid. Each table of the file must name each of them once.</summary>
/// <remarks>
/// A table is read from start to end, and each entry is looked up here, so that the time stays linear in the length of the file
/// however many items and tiles it has.
/// </remarks>
/// <param name="wanted">Cleared memory of <see cref="BitSet.Words"/>.</param>
/// <param name="seen">The same amount of cleared memory.</param>
internal ref struct HeifItemSet(Span<ulong> wanted, Span<ulong> seen)
{
    private readonly BitSet _wanted = new(wanted);
    private readonly BitSet _seen = new(seen);
    private int _seenCount;

    public int Count { readonly get; private set; }

    /// <summary><see langword="false"/> for an item that is there already, and for a number above 65535.</summary>
    public bool Add(uint item)
    {
        if (!_wanted.Add(item))
            return false;
        Count++;
        return true;
    }

    public void StartTable()
    {
        _seen.Clear();
        _seenCount = 0;
    }

    public readonly bool IsWanted(uint item) => _wanted.Contains(item);

    /// <summary>Ticks a wanted item off; <see langword="false"/> when the table named it before.</summary>
    public bool See(uint item)
    {
        if (!_seen.Add(item))
            return false;
        _seenCount++;
        return true;
    }

    public readonly bool SawAll => _seenCount == Count;
}
