using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using UploadFunction.Images;

namespace ImageBenchmarks;

/// <summary>Checking an image of 4 MB and finding what of it is stored, beside one SHA-256 of the same bytes.</summary>
[Config(typeof(Config))]
[MemoryDiagnoser]
public class WalkBenchmarks
{
    private byte[] _file = [];

    [ParamsAllValues]
    public LargeImage Image { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _file = LargeImages.Create(Image, 4_000_000);
        if (ImageInspector.Inspect(_file, new(keepsMetadata: false), out _, out _) is { } rejection)
            throw new InvalidOperationException($"{Image}: {rejection.Reason}");
    }

    [Benchmark]
    public long Walk()
    {
        var parts = new ImageParts(keepsMetadata: false);
        _ = ImageInspector.Inspect(_file, parts, out _, out _);
        return parts.Of(_file).Length;
    }

    [Benchmark(Baseline = true)]
    public int Sha256()
    {
        Span<byte> hash = stackalloc byte[32];
        return SHA256.HashData(_file, hash);
    }

    private sealed class Config : ManualConfig
    {
        // In this process: on a machine that others load, both methods then meet the same minutes.
        public Config() => AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    }
}
