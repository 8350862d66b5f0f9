using System.Diagnostics;
using System.Security.Cryptography;
using UploadFunction.Tests.Support;

namespace Fuzz;

/// <summary>Code that gets bytes from strangers.</summary>
/// <param name="Seeds">Valid inputs.</param>
/// <param name="Try">Throws if what the code does with an input is wrong.</param>
internal sealed record Target(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[]> Try)
{
    private const int MaxLength = 16 * 1024;

    /// <summary>Far above what an input of this length takes. On a machine that stands still for a moment, it is tried again.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(5);

    private readonly Random _random = new();
    private readonly List<byte[]> _corpus = [];

    private string Found => Repository.PathTo($"test/fuzz/found/{Name}");

    /// <returns>0, or 1 if an input broke the code; the input is in <c>test/fuzz/found</c>.</returns>
    public int Run(TimeSpan time)
    {
        var found = Directory.Exists(Found) ? Directory.GetFiles(Found).Select(File.ReadAllBytes) : [];
        foreach (var input in found.Concat(Seeds))
        {
            if (!IsTaken(input))
                return 1;
            Coverage.FoundSomething();
            _corpus.Add(input);
        }
        var known = _corpus.Count;
        var executions = 0L;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time; executions++)
        {
            var input = Change(_corpus[_random.Next(_corpus.Count)]);
            if (!IsTaken(input))
                return 1;
            if (Coverage.FoundSomething())
                _corpus.Add(input);
        }
        Console.WriteLine(
            $"{Name}: {executions:N0} executions, {Coverage.Branches:N0} branches, {_corpus.Count - known:N0} inputs beside {known:N0}");
        return 0;
    }

    private bool IsTaken(byte[] input)
    {
        try
        {
            for (var tries = 0; tries < 3; tries++)
            {
                Coverage.Reset();
                var clock = Stopwatch.StartNew();
                Try([.. input]);
                if (clock.Elapsed < TooLong)
                    return true;
            }
            Console.WriteLine($"{Name}: an input took more than {TooLong.TotalSeconds} s three times");
        }
        catch (Exception exception)
        {
            Console.WriteLine($"{Name}: {exception}");
        }
        var path = Path.Combine(Directory.CreateDirectory(Found).FullName, Convert.ToHexStringLower(SHA256.HashData(input))[..16]);
        File.WriteAllBytes(path, input);
        Console.WriteLine($"The input is in {path}.");
        return false;
    }

    private byte[] Change(byte[] original)
    {
        var bytes = new List<byte>(original);
        for (var changes = 1 << _random.Next(5); changes > 0; changes--)
        {
            var at = _random.Next(bytes.Count + 1);
            var count = Math.Min(_random.Next(1, 1 << _random.Next(1, 8)), bytes.Count - at);
            switch (_random.Next(7))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, count);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, count));
                    break;
                case 4:
                    // A piece of another input, which is how its names and numbers come in.
                    var other = _corpus[_random.Next(_corpus.Count)];
                    var from = _random.Next(other.Length + 1);
                    bytes.InsertRange(at, other.AsSpan(from, Math.Min(_random.Next(64), other.Length - from)).ToArray());
                    break;
                case 5:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)_random.Next(256), _random.Next(16)));
                    break;
                default:
                    ReadOnlySpan<byte> special = "\r\n\0\t\\\"%&=;:/?{}[],.-\x7F"u8;
                    bytes.Insert(at, _random.Next(8) == 0 ? (byte)0xFF : special[_random.Next(special.Length)]);
                    break;
            }
        }
        return [.. bytes.Take(MaxLength)];
    }
}
