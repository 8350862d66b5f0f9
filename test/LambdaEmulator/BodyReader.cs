namespace LambdaEmulator;

internal static class BodyReader
{
    /// <summary>
    /// Reads a body to its end, also when it is too long: a client that is still sending might otherwise see a broken connection
    /// in place of the response.
    /// </summary>
    /// <returns>The body, or <see langword="null"/> above <paramref name="limit"/>; and its length, in bytes.</returns>
    public static async Task<(ReadOnlyMemory<byte>? Body, long Length)> ReadAsync(
        Stream stream, int limit, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        long length = 0;
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            length += read;
            if (length <= limit)
                kept.Write(buffer, 0, read);
        }
        if (length > limit)
            return (null, length);
        return (kept.GetBuffer().AsMemory(0, (int)kept.Length), length);
    }
}
