namespace LambdaEmulator.ApiGateway;

/// <summary>
/// Rewrites an event with escapes that JSON allows and that real events carry. It may replace bytes blindly because these
/// characters occur in strings only.
/// </summary>
internal static class EventEscapes
{
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> json)
    {
        using var escaped = new MemoryStream(json.Length * 2);
        foreach (var value in json.Span)
        {
            switch (value)
            {
                case (byte)'/':
                    escaped.Write(@"\/"u8);
                    break;
                case (byte)'=':
                    escaped.Write(@"\u003d"u8);
                    break;
                case (byte)'+':
                    escaped.Write(@"\u002B"u8);
                    break;
                default:
                    escaped.WriteByte(value);
                    break;
            }
        }
        return escaped.GetBuffer().AsMemory(0, (int)escaped.Length);
    }
}
