using System.Diagnostics.CodeAnalysis;

namespace UploadFunction.Uploads.Bodies;

/// <summary>One part of a form, as slices of the body.</summary>
/// <param name="HasBareLines">Whether its lines end in a line feed alone. The content of others ends before a whole CR LF.</param>
internal readonly record struct MultipartPart(ArraySegment<byte> Headers, ArraySegment<byte> Content, bool HasBareLines);

/// <summary>
/// Finds the parts of a multipart body (RFC 2046, section 5.1) that is whole in memory, one after another. Lines end in CR LF or in LF.
/// What precedes the first boundary and what follows the closing one does not count.
/// </summary>
internal sealed class MultipartParts
{
    private const int MaxHeaderBytes = 64 * 1024;

    private readonly ArraySegment<byte> _body;

    /// <summary>The line feed before it belongs to a boundary; nothing can overlap it, so each byte is looked at once.</summary>
    private readonly byte[] _delimiter;

    private int _next;
    private bool _isOver;

    public MultipartParts(ArraySegment<byte> body, ReadOnlySpan<byte> boundary)
    {
        _body = body;
        _delimiter = [.. "\n--"u8, .. boundary];
        if (!body.AsSpan().StartsWith(_delimiter.AsSpan(1)) || !TryReadEnd(_delimiter.Length - 1, out _next))
            FindDelimiter(0, out _next);
    }

    /// <summary>Why there is no further part, if it is not the closing boundary.</summary>
    public string? Fault { get; private set; }

    /// <summary>Lines that began like a boundary, whether they were one or not.</summary>
    internal int Candidates { get; private set; }

    public bool TryRead(out MultipartPart part)
    {
        part = default;
        if (_isOver)
            return false;
        var start = _next;
        // From the line feed before the part, because a part may be empty.
        if (FindDelimiter(start - 1, out _next) is not { } end)
            return false;
        return TrySplit(start, end, out part);
    }

    /// <param name="start">Of the part's headers.</param>
    /// <param name="end">The line feed before the next boundary.</param>
    private bool TrySplit(int start, int end, out MultipartPart part)
    {
        var bytes = _body.AsSpan();
        var (line, hasBareLines) = (start, false);
        while (line <= end)
        {
            var length = bytes[line..(end + 1)].IndexOf((byte)'\n');
            var isLast = length == 0 || (length == 1 && bytes[line] == '\r');
            hasBareLines = length == 0;
            line += length + 1;
            if (isLast)
                break;
            if (line - start > MaxHeaderBytes)
                return Fail($"the headers of a part are longer than {MaxHeaderBytes / 1024} KB", out part);
        }
        var contentEnd = end > line && bytes[end - 1] == '\r' && !hasBareLines ? end - 1 : end;
        part = new MultipartPart(_body[start..line], _body.Slice(line, Math.Max(0, contentEnd - line)), hasBareLines);
        return true;
    }

    /// <summary>Looks for the next boundary.</summary>
    /// <param name="after">The line after it.</param>
    /// <returns>The line feed before it.</returns>
    private int? FindDelimiter(int from, out int after)
    {
        for (var at = from; _body.AsSpan(at).IndexOf(_delimiter) is >= 0 and var found; at++)
        {
            at += found;
            Candidates++;
            if (TryReadEnd(at + _delimiter.Length, out after))
                return at;
        }
        after = _body.Count;
        Fail("it ends before its closing boundary", out _);
        return null;
    }

    /// <summary>Reads what may follow a boundary on its line: two hyphens, if it closes the body, and blanks.</summary>
    private bool TryReadEnd(int at, out int after)
    {
        var rest = _body.AsSpan(at);
        var closes = rest.StartsWith("--"u8);
        var end = (closes ? rest[2..] : rest).TrimStart(" \t"u8);
        var isAlone = end.StartsWith("\n"u8) || end.StartsWith("\r\n"u8) || (closes && (end.IsEmpty || end.SequenceEqual("\r"u8)));
        after = isAlone ? Math.Min(_body.Count, _body.Count - end.Length + end.IndexOf((byte)'\n') + 1) : 0;
        _isOver |= isAlone && closes;
        return isAlone;
    }

    private bool Fail(string fault, [MaybeNull] out MultipartPart part)
    {
        part = default;
        Fault = fault;
        _isOver = true;
        return false;
    }
}
