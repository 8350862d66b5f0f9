namespace LambdaServer;

/// <summary>Answers one plain Lambda event: bytes in, bytes out.</summary>
/// <param name="payload">The event's JSON. Valid until the returned task ends; the buffer is then used again.</param>
/// <param name="invocation">What Lambda says of the invocation.</param>
/// <param name="cancellationToken">Fires shortly before the invocation's deadline. An answer given until then still counts.</param>
/// <returns>The answer's JSON, at most 6,291,456 bytes. An exception is reported to Lambda as the invocation's error.</returns>
public delegate ValueTask<ReadOnlyMemory<byte>> LambdaHandler(
    ReadOnlyMemory<byte> payload,
    LambdaInvocation invocation,
    CancellationToken cancellationToken);
