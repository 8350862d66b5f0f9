namespace LambdaServer;

/// <summary>Handles one plain Lambda event: bytes in, bytes out.</summary>
/// <param name="payload">The event's JSON. Valid until the returned task ends; then the buffer is reused.</param>
/// <param name="cancellationToken">Fires shortly before the invocation's deadline. A response until then still counts.</param>
/// <returns>The response's JSON, at most 6,291,456 bytes. An exception is reported to Lambda as the invocation's error.</returns>
public delegate ValueTask<ReadOnlyMemory<byte>> LambdaHandler(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
