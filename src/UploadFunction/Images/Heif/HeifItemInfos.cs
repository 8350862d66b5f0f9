namespace UploadFunction.Images.Heif;

/// <summary>
/// Reads the iinf box, the list of a meta box's items (ISO/IEC 14496-12, 8.11.6), one after the other until its end or a
/// <see cref="Fault"/>.
/// </summary>
internal ref struct HeifItemInfos
{
    private readonly ReadOnlySpan<byte> _file;
    private readonly IsoBox _box;
    private SpanReader _content;
    private uint _left;

    /// <param name="box">May be absent, and then lists nothing.</param>
    public HeifItemInfos(IsoBox box, ReadOnlySpan<byte> file)
    {
        _file = file;
        _box = box;
        if (!_box.IsPresent)
            return;
        _content = _box.Open(_file, out var version, out _);
        _left = version == 0 ? _content.ReadUInt16() : _content.ReadUInt32();
    }

    /// <summary>The box of the item that was read last.</summary>
    public IsoBox Entry { readonly get; private set; }

    public ImageRejection? Fault { readonly get; private set; }

    /// <summary>What follows the last item that the box promises.</summary>
    public readonly FileRange Rest => new(_content.Position, _content.End);

    public bool Next(out HeifItemInfo info)
    {
        info = default;
        if (_left == 0 && !_content.Overran)
            return false;
        _left--;
        Fault = ReadEntry(out info);
        return Fault is null;
    }

    private ImageRejection? ReadEntry(out HeifItemInfo info)
    {
        info = default;
        if (_content.Remaining == 0)
            return _box.Invalid("the iinf box holds fewer entries than it promises");
        if (IsoBox.Read(ref _content, out var box) is { } rejection)
            return rejection;
        if (box.Type != IsoBoxType.Infe)
            return box.Invalid("the iinf box holds something other than infe boxes");
        Entry = box;
        return HeifItemInfo.Read(box, _file, out info);
    }
}
