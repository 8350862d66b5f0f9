using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;

namespace ObjectStorage.Disk;

/// <summary>
/// The file of an object: its bytes first, so that an image viewer opens it; then the headers as JSON; then a trailer of fixed size
/// that says where each begins. A truncated file has lost its trailer.
/// </summary>
/// <remarks>
/// Trailer, little endian: length of the content (8 bytes), length of the JSON (4), CRC-32 of the JSON (4), "UPLOBJ01" (8).
/// </remarks>
internal sealed class DiskObjectFile(long contentLength, ObjectHeaders headers, DateTimeOffset lastModified)
{
    private const int TrailerLength = 24;

    // Far above S3's limits; it keeps a damaged file from allocating gigabytes.
    private const int MaxJsonLength = 64 * 1024;

    private static ReadOnlySpan<byte> Magic => "UPLOBJ01"u8;

    public static async ValueTask WriteAsync(
        SafeFileHandle file, ReadOnlySequence<byte> content, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        var written = 0L;
        foreach (var piece in content)
        {
            await RandomAccess.WriteAsync(file, piece, written, cancellationToken);
            written += piece.Length;
        }
        await FinishAsync(file, content.Length, headers, cancellationToken);
    }

    /// <summary>Reads a stream to its end and writes its start, with little of it in memory.</summary>
    /// <returns>The length and the SHA-256 of the stream; if it is too long, neither file nor hash cover all of it.</returns>
    /// <exception cref="InvalidDataException">The stream broke off.</exception>
    public static async ValueTask<(long Length, byte[] Sha256)> WriteContentAsync(
        SafeFileHandle file, Stream content, long maxLength, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var length = 0L;
            while (await ReadAsync(content, buffer, cancellationToken) is var read and > 0)
            {
                if (length + read <= maxLength)
                {
                    hash.AppendData(buffer, 0, read);
                    await RandomAccess.WriteAsync(file, buffer.AsMemory(0, read), length, cancellationToken);
                }
                length += read;
            }
            return (length, hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Makes an object of a file that holds its content.</summary>
    public static async ValueTask FinishAsync(
        SafeFileHandle file, long contentLength, ObjectHeaders headers, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(headers, DiskObjectJson.Default.ObjectHeaders);
        await RandomAccess.WriteAsync(file, [json, TrailerFor(contentLength, json)], contentLength, cancellationToken);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Quoted, as in HTTP. Unlike S3's, it is the SHA-256 of the content.</summary>
    public static string ETagOf(ObjectHeaders headers) => $"\"{Convert.ToHexStringLower(headers.Sha256.Span)}\"";

    /// <exception cref="InvalidDataException">The file was truncated, changed, or written by something else.</exception>
    public static async ValueTask<DiskObjectFile> ReadAsync(SafeFileHandle file, CancellationToken cancellationToken)
    {
        var length = RandomAccess.GetLength(file);
        if (length < TrailerLength)
            throw new InvalidDataException("it is too short");
        var trailer = new byte[TrailerLength];
        await ReadExactlyAsync(file, trailer, length - TrailerLength, cancellationToken);
        if (!trailer.AsSpan(16).SequenceEqual(Magic))
            throw new InvalidDataException("it has no trailer");

        var contentLength = BinaryPrimitives.ReadInt64LittleEndian(trailer);
        var jsonLength = BinaryPrimitives.ReadInt32LittleEndian(trailer.AsSpan(8));
        if (jsonLength is < 0 or > MaxJsonLength || contentLength != length - TrailerLength - jsonLength)
            throw new InvalidDataException("its lengths do not agree");
        var json = new byte[jsonLength];
        await ReadExactlyAsync(file, json, contentLength, cancellationToken);
        if (!trailer.AsSpan().SequenceEqual(TrailerFor(contentLength, json)))
            throw new InvalidDataException("its headers are damaged");

        return new DiskObjectFile(contentLength, ParseHeaders(json), new DateTimeOffset(File.GetLastWriteTimeUtc(file)));
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadContentAsync(SafeFileHandle file, CancellationToken cancellationToken)
    {
        var content = GC.AllocateUninitializedArray<byte>(checked((int)contentLength));
        await ReadExactlyAsync(file, content, 0, cancellationToken);
        return content;
    }

    public StoredObject Describe() => new(
        contentLength,
        ETagOf(headers),
        lastModified,
        headers.ContentType,
        headers.CacheControl,
        headers.ContentDisposition,
        headers.Metadata,
        headers.ContentEncoding);

    private static byte[] TrailerFor(long contentLength, ReadOnlySpan<byte> json)
    {
        var trailer = new byte[TrailerLength];
        BinaryPrimitives.WriteInt64LittleEndian(trailer, contentLength);
        BinaryPrimitives.WriteInt32LittleEndian(trailer.AsSpan(8), json.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(12), Crc32.HashToUInt32(json));
        Magic.CopyTo(trailer.AsSpan(16));
        return trailer;
    }

    private static ObjectHeaders ParseHeaders(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, DiskObjectJson.Default.ObjectHeaders)
                ?? throw new InvalidDataException("it has no headers");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("its headers are of another version", exception);
        }
    }

    // An IOException of the stream is the sender's fault, one of the file is ours.
    private static async ValueTask<int> ReadAsync(Stream content, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new InvalidDataException("The content broke off.", exception);
        }
    }

    private static async ValueTask ReadExactlyAsync(
        SafeFileHandle file, Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            var read = await RandomAccess.ReadAsync(file, buffer, offset, cancellationToken);
            if (read == 0)
                throw new EndOfStreamException("The file became shorter while it was read.");
            buffer = buffer[read..];
            offset += read;
        }
    }
}

// Nullable and constructor checks make headers that lack a member a JsonException here, not a null somewhere else.
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ObjectHeaders))]
internal sealed partial class DiskObjectJson : JsonSerializerContext;
