using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SharpFuzz;
using Trace = SharpFuzz.Common.Trace;

namespace Fuzz;

/// <summary>Which branches an input takes: this program runs as a copy, whose assemblies SharpFuzz has instrumented.</summary>
internal static class Coverage
{
    /// <summary>First argument of the copy.</summary>
    public const string Child = "child";

    private const int Length = 1 << 16; // of SharpFuzz

    private static readonly string[] Assemblies = ["UploadFunction.dll", "LambdaServer.dll", "ObjectStorage.dll"];

    private static readonly string[] Namespaces =
    [
        "UploadFunction.Images", "UploadFunction.Uploads", "UploadFunction.Site", "UploadFunction.Direct", "LambdaServer.Http",
        "ObjectStorage.Disk",
    ];

    private static readonly unsafe byte* Counts = (byte*)NativeMemory.AllocZeroed(Length);
    private static readonly byte[] Seen = new byte[Length];

    /// <summary>Branches that any input has taken so far.</summary>
    public static int Branches => Seen.Count(bits => bits != 0);

    /// <summary>To be called before anything that is instrumented: it writes to SharpFuzz's memory.</summary>
    public static unsafe void Prepare() => Trace.SharedMem = Counts;

    public static unsafe void Reset()
    {
        new Span<byte>(Counts, Length).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether a branch was taken for the first time since the last reset, or twice as often as ever before.</summary>
    public static unsafe bool FoundSomething()
    {
        var found = false;
        var counts = new ReadOnlySpan<byte>(Counts, Length);
        for (var at = counts.IndexOfAnyExcept((byte)0); at >= 0 && at < Length;)
        {
            var bit = (byte)(1 << byte.Log2(counts[at]));
            found |= (Seen[at] & bit) == 0;
            Seen[at] |= bit;
            var next = counts[(at + 1)..].IndexOfAnyExcept((byte)0);
            if (next < 0)
                break;
            at += next + 1;
        }
        return found;
    }

    /// <summary>Runs a target in the copy.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string target, double seconds)
    {
        var original = AppContext.BaseDirectory;
        var copy = Path.Combine(original, "instrumented");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.EnumerateFiles(original))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        foreach (var assembly in Assemblies)
        {
            Fuzzer.Instrument(
                Path.Combine(copy, assembly),
                type => Namespaces.Any(name => type.StartsWith(name, StringComparison.Ordinal)),
                Options.Value);
        }
        using var process = Process.Start(
            "dotnet", [Path.Combine(copy, "Fuzz.dll"), Child, target, seconds.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
