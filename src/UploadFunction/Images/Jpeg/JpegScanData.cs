using System.Numerics;
using System.Runtime.InteropServices;

namespace UploadFunction.Images.Jpeg;

/// <summary>The coded data behind a scan header, by far most of a file.</summary>
internal static class JpegScanData
{
    /// <summary>
    /// Moves to the marker that ends the data. In the data FF is followed by 00, or it starts a marker (T.81 B.1.1.5). A restart marker
    /// stands between data and data; one with nothing behind it is stray.
    /// </summary>
    /// <param name="file">Stands at the start of the data.</param>
    /// <param name="data">The data without stray markers at its end.</param>
    /// <returns><see langword="false"/> if the file ends first.</returns>
    public static bool Read(scoped ref SpanReader file, out FileRange data)
    {
        data = new(file.Position, file.Position);
        while (true)
        {
            var behindMarker = file.Position;
            if (!SkipToMarker(ref file))
                return false;
            if (file.Position > behindMarker)
                data = data with { End = file.Position };
            var next = 1;
            while (file.Peek(next) == 0xFF)
                next++;
            var code = file.Peek(next);
            if (code < 0 || (code != 0x00 && !JpegMarker.IsStray((byte)code)))
                return true;
            file.Skip(next + 1);
            if (code == 0x00)
                data = data with { End = file.Position };
        }
    }

    private static bool SkipToMarker(scoped ref SpanReader file)
    {
        var rest = file;
        var distance = IndexOfMarker(rest.Read(rest.Remaining));
        file.Skip(Math.Max(0, distance));
        return distance >= 0;
    }

    /// <summary>The first FF with something else than 00 behind it, or nothing. A search for FF alone would stop every 200 bytes.</summary>
    private static int IndexOfMarker(ReadOnlySpan<byte> data)
    {
        var followers = data.IsEmpty ? data : data[1..];
        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(data[..followers.Length]);
        var followingVectors = MemoryMarshal.Cast<byte, Vector<byte>>(followers);
        var count = 0;
        while (count < vectors.Length && count < followingVectors.Length && !HoldsMarker(vectors[count], followingVectors[count]))
            count++;
        for (var at = count * Vector<byte>.Count; at < data.Length; at++)
        {
            if (data[at] == 0xFF && (at + 1 == data.Length || data[at + 1] != 0x00))
                return at;
        }
        return -1;
    }

    private static bool HoldsMarker(Vector<byte> bytes, Vector<byte> followers) =>
        Vector.AndNot(Vector.Equals(bytes, Vector<byte>.AllBitsSet), Vector.Equals(followers, Vector<byte>.Zero)) != Vector<byte>.Zero;
}
