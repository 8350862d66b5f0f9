using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace UploadFunction.Tests.Support;

/// <summary>HTTP/1.1 without a client library, which would not send every byte as it is told to.</summary>
internal static class RawHttp
{
    /// <summary>Sends a request on a connection of its own.</summary>
    /// <param name="head">Request line and headers in Latin-1, without Host, Content-Length and the empty line.</param>
    public static async Task<RawResponse> SendAsync(
        Uri server, string head, byte[] body, CancellationToken cancellationToken, bool hasLength = true)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.Host, server.Port, cancellationToken);
        await using var stream = client.GetStream();
        var length = hasLength ? $"Content-Length: {body.Length}\r\n" : "";
        var lines = $"{head}\r\nHost: {server.Authority}\r\n{length}Connection: close\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(lines), .. body], cancellationToken);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, cancellationToken);
        return RawResponse.Parse(Encoding.Latin1.GetString(answer.ToArray()));
    }
}

/// <summary>A response as it came.</summary>
internal sealed record RawResponse(int Status, string ContentType, string Body)
{
    public static RawResponse Parse(string message)
    {
        var end = message.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = message[..end].Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2))
            .ToDictionary(line => line[0], line => line[1], StringComparer.OrdinalIgnoreCase);
        var body = message[(end + 4)..];
        var isChunked = headers.GetValueOrDefault("Transfer-Encoding") == "chunked";
        return new RawResponse(
            int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture),
            headers.GetValueOrDefault("Content-Type", ""),
            Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(isChunked ? WithoutChunks(body) : body)));
    }

    private static string WithoutChunks(string body)
    {
        var whole = new StringBuilder();
        while (true)
        {
            var line = body.IndexOf("\r\n", StringComparison.Ordinal);
            var length = int.Parse(body[..line], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
                return whole.ToString();
            whole.Append(body, line + 2, length);
            body = body[(line + 2 + length + 2)..];
        }
    }
}
