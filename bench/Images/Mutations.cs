using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using UploadFunction.Images;
using UploadFunction.Images.Png;
using UploadFunction.Tests.Support;

namespace ImageBenchmarks;

/// <summary>
/// Walks mutated files. No walk may throw, or take longer or more steps than the file's length explains; and of what is stored, exactly the
/// same must be stored again.
/// </summary>
internal sealed class Mutations(ImageFormat[] formats, byte[][] seeds, int seed)
{
    private const int MaxLength = 16 * 1024;

    /// <summary>For a byte. A walk whose steps grew with the square of the length would take thousands.</summary>
    private const double MaxSteps = 64;

    private readonly Random _random = new(seed);
    private readonly byte[] _file = new byte[MaxLength];
    private readonly byte[] _stored = new byte[2 * MaxLength];
    private int _length;

    public long Taken { get; private set; }

    public long Changed { get; private set; }

    /// <summary>Nanoseconds for a byte, of the slowest file.</summary>
    public double Slowest { get; private set; }

    /// <summary>For a byte, where steps are counted.</summary>
    public double MostSteps { get; private set; }

    /// <summary>Walks as many mutated files, on every processor, and says what came of it.</summary>
    /// <param name="names">Formats that one walker reads: <c>jpeg</c>, or <c>avif,heic</c>.</param>
    /// <returns>0, or 1 with the first file that shows a fault in <c>mutation.bin</c>.</returns>
    public static int Run(string names, long rounds)
    {
        var formats = names.Split(',')
            .Select(name => ImageFormat.All.Single(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .ToArray();
        var seeds = Directory.EnumerateFiles(Repository.PathTo("test/images"), "*", SearchOption.AllDirectories)
            .Select(File.ReadAllBytes)
            .Where(file => file.Length <= MaxLength / 2 && formats.Contains(ImageFormat.Detect(file)))
            .ToArray();
        var seed = Random.Shared.Next();
        Console.WriteLine($"{rounds} files out of {seeds.Length}, random seed {seed}");
        var runs = Enumerable.Range(0, Environment.ProcessorCount).Select(index => new Mutations(formats, seeds, seed + index)).ToArray();
        try
        {
            Parallel.ForEach(runs, run => run.Walk(rounds / runs.Length));
        }
        catch (AggregateException exception)
        {
            Console.WriteLine(exception.InnerException);
            return 1;
        }
        Console.WriteLine(
            $"{runs.Sum(run => run.Taken)} taken, {runs.Sum(run => run.Changed)} of them changed; "
            + (Steps.AreCounted
                ? $"at most {runs.Max(run => run.MostSteps):F1} steps a byte"
                : $"the slowest took {runs.Max(run => run.Slowest):F0} ns a byte"));
        return 0;
    }

    private void Walk(long rounds)
    {
        try
        {
            for (; rounds > 0; rounds--)
            {
                do
                    Mutate();
                while (!formats.Contains(ImageFormat.Detect(_file.AsSpan(0, _length))));
                Check(keepsMetadata: (rounds & 3) == 0);
            }
        }
        catch (Exception)
        {
            File.WriteAllBytes("mutation.bin", _file.AsSpan(0, _length));
            throw;
        }
    }

    private void Check(bool keepsMetadata)
    {
        var file = _file.AsMemory(0, _length);
        var parts = new ImageParts(keepsMetadata);
        Steps.Reset();
        var start = Stopwatch.GetTimestamp();
        var rejection = ImageInspector.Inspect(file.Span, parts, out var format, out var info);
        if (Steps.AreCounted)
            Count();
        else
            Time(Stopwatch.GetElapsedTime(start), file, keepsMetadata);
        if (rejection is { } first)
        {
            if (first.Offset < 0 || first.Offset > _length)
                throw new InvalidOperationException($"Rejected at {first.Offset} of {_length}: {first.Reason}");
            return;
        }
        Taken++;
        var stored = _stored.AsMemory(0, checked((int)parts.Length));
        parts.Of(file).CopyTo(stored.Span);
        if (stored.Span.SequenceEqual(file.Span) != (parts.Changes == ImageChanges.None))
            throw new InvalidOperationException($"Not what changed: {parts.Changes}");
        if (parts.Changes == ImageChanges.None)
            return;
        Changed++;
        var again = new ImageParts(keepsMetadata);
        if (ImageInspector.Inspect(stored.Span, again, out var formatAgain, out var infoAgain) is { } second)
            throw new InvalidOperationException($"What is stored is rejected: {second.Reason}");
        if (formatAgain != format || again.Changes != ImageChanges.None || infoAgain != info)
            throw new InvalidOperationException($"What is stored would change again: {again.Changes}, {info} and {infoAgain}");
    }

    /// <summary>A walk that another process held up is timed again: the shortest time counts.</summary>
    private void Time(TimeSpan elapsed, ReadOnlyMemory<byte> file, bool keepsMetadata)
    {
        for (var tries = 0; tries < 20 && PerByte(elapsed) > Slowest; tries++)
        {
            var start = Stopwatch.GetTimestamp();
            _ = ImageInspector.Inspect(file.Span, new(keepsMetadata), out _, out _);
            var next = Stopwatch.GetElapsedTime(start);
            elapsed = next < elapsed ? next : elapsed;
        }
        Slowest = Math.Max(Slowest, PerByte(elapsed));
    }

    private void Count()
    {
        MostSteps = Math.Max(MostSteps, PerByte(Steps.Taken));
        if (MostSteps > MaxSteps)
            throw new InvalidOperationException($"{Steps.Taken} steps for {_length} bytes");
    }

    private double PerByte(TimeSpan time) => PerByte(time.TotalNanoseconds);

    private double PerByte(double cost) => cost / (_length + 256);

    private void Mutate()
    {
        var original = seeds[_random.Next(seeds.Length)];
        original.CopyTo(_file, 0);
        _length = original.Length;
        for (var changes = _random.Next(1, 6); changes > 0; changes--)
            Change();
        if (_random.Next(3) > 0)
            MendChecksums();
    }

    private void Change()
    {
        var at = _random.Next(_length);
        var count = Math.Min(_random.Next(1, _random.Next(4) == 0 ? 256 : 9), _length - at);
        switch (_random.Next(10))
        {
            case 0:
                _file[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                _file[at] = (byte)_random.Next(256);
                break;
            case 2:
                ReadOnlySpan<byte> special = [0x00, 0xFF, 0x7F, 0x80, 0x01, 0x3B, 0x21, 0x2C, 0xD8, 0xD9, 0xDA, 0xE1];
                _file.AsSpan(at, count).Fill(special[_random.Next(special.Length)]);
                break;
            case 3:
                _random.NextBytes(_file.AsSpan(at, Math.Min(count, 4)));
                break;
            case 4 when _length > 64:
                _file.AsSpan(at + count, _length - at - count).CopyTo(_file.AsSpan(at));
                _length -= count;
                break;
            case 5:
                Insert(at, _file.AsSpan(_random.Next(_length - count + 1), count).ToArray());
                break;
            case 6:
                var other = seeds[_random.Next(seeds.Length)];
                var from = _random.Next(other.Length);
                Insert(at, other.AsSpan(from, Math.Min(_random.Next(1, 512), other.Length - from)));
                break;
            case 7 when _length - at >= 4:
                // A length or a position, a little wrong.
                var number = _file.AsSpan(at, 4);
                var difference = _random.Next(-9, 10);
                if (_random.Next(2) == 0)
                    BinaryPrimitives.WriteInt32BigEndian(number, BinaryPrimitives.ReadInt32BigEndian(number) + difference);
                else
                    BinaryPrimitives.WriteInt32LittleEndian(number, BinaryPrimitives.ReadInt32LittleEndian(number) + difference);
                break;
            case 8 when _random.Next(8) == 0:
                _length = Math.Max(16, at);
                break;
            case 9:
                // Two pieces change places.
                var second = _random.Next(_length - count + 1);
                var piece = _file.AsSpan(at, count).ToArray();
                _file.AsSpan(second, count).ToArray().CopyTo(_file, at);
                piece.CopyTo(_file, second);
                break;
        }
    }

    private void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > MaxLength)
            return;
        _file.AsSpan(at, _length - at).CopyTo(_file.AsSpan(at + bytes.Length));
        bytes.CopyTo(_file.AsSpan(at));
        _length += bytes.Length;
    }

    /// <summary>Else no mutated PNG would come past its first chunk.</summary>
    private void MendChecksums()
    {
        if (formats[0] != ImageFormat.Png)
            return;
        for (var at = 8; at + 12 <= _length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));
            if (length > _length - at - 12)
                return;
            var data = _file.AsSpan(at + 4, (int)length + 4);
            BinaryPrimitives.WriteUInt32BigEndian(_file.AsSpan(at + 8 + (int)length), PngChunk.Checksum(data));
            at += (int)length + 12;
        }
    }
}
