using System.Diagnostics;
using System.Runtime.InteropServices;
using SharpFuzz;
using UploadFunction.Images;
using Trace = SharpFuzz.Common.Trace;

namespace ImageBenchmarks;

/// <summary>
/// The branches that a walk takes in the code of <c>UploadFunction.Images</c>. They are counted in a copy of this program whose assembly
/// SharpFuzz has instrumented. What the runtime does for a walk, such as a search or a checksum, is no step.
/// </summary>
internal static class Steps
{
    private const int SharedMemory = 1 << 16; // of SharpFuzz

    [ThreadStatic]
    private static long _taken;

    /// <summary>To be called before anything of <c>UploadFunction.Images</c>: its code in the copy writes to SharpFuzz's memory.</summary>
    public static unsafe void Prepare()
    {
        Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(SharedMemory);
        Trace.OnBranch = (_, _) => _taken++;
    }

    /// <summary>Whether this process is the copy.</summary>
    public static bool AreCounted { get; } =
        typeof(ImageFormat).Assembly.GetReferencedAssemblies().Any(assembly => assembly.Name == typeof(Trace).Assembly.GetName().Name);

    /// <summary>Of this thread, since the last <see cref="Reset"/>.</summary>
    public static long Taken => _taken;

    public static void Reset() => _taken = 0;

    /// <summary>Runs the copy.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(params string[] arguments)
    {
        var original = AppContext.BaseDirectory;
        var copy = Directory.CreateDirectory(Path.Combine(original, "counted")).FullName;
        foreach (var file in Directory.EnumerateFiles(original))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        Environment.SetEnvironmentVariable("SHARPFUZZ_ENABLE_ON_BRANCH_CALLBACK", "1"); // the only way to say so
        Fuzzer.Instrument(
            Path.Combine(copy, "UploadFunction.dll"),
            type => type.StartsWith(typeof(ImageFormat).Namespace!, StringComparison.Ordinal),
            Options.Value);
        using var process = Process.Start("dotnet", [Path.Combine(copy, "ImageBenchmarks.dll"), .. arguments]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
