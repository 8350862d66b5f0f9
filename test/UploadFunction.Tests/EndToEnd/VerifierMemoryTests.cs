using System.Globalization;
using LambdaEmulator.Events;
using LambdaEmulator.Runtime;
using ObjectStorage.S3;
using UploadFunction.Tests.Form;
using UploadFunction.Tests.ObjectStorage;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>What only the native binary shows: the memory that Lambda is paid for.</summary>
public sealed class VerifierMemoryTests(NativeBinary binary, S3Servers servers)
{
    private const long Megabyte = 1_000_000;

    [Fact]
    public async Task A_Large_Image_Takes_Little_More_Than_Its_Own_Size()
    {
        var large = NoisePng.Create(2000, 4165);
        Assert.InRange(large.Length, 24_990_000, 25_000_000);

        var little = await PeakAsync(NoisePng.Create(57, 58));
        var peak = await PeakAsync(large);

        TestContext.Current.SendDiagnosticMessage($"peak RSS {little / Megabyte} MB with 10 KB, {peak / Megabyte} MB with 25 MB");
        Assert.True(
            peak - little < 40 * Megabyte,
            $"A 25 MB image took {(peak - little) / Megabyte} MB more than one of 10 KB ({peak:N0} and {little:N0} bytes).");
    }

    /// <summary>The largest resident set, in bytes, of a fresh process that has verified and published one image.</summary>
    private async Task<long> PeakAsync(byte[] image)
    {
        var server = await servers.MotoAsync();
        var bucket = await server.SharedBucketAsync();
        using var client = server.CreateClient();
        var store = new S3ObjectStore(client, bucket, TimeProvider.System);
        var key = UploadKey.CreateRandom();
        await store.TryPutAsync($"incoming/{key.Id}", image, ("file-name", "noise.png"), ("delete-token-sha256", key.DeleteTokenHash));

        var processes = new List<int>();
        var path = await binary.PathAsync();
        await using var function = new LambdaFunction(FunctionOptions.ForFile(path) with
        {
            Program = FunctionProcess.File(path, processes.Add),
            Environment =
                new Dictionary<string, string>(server.Environment) { ["Upload__Bucket"] = bucket, ["Upload__Function"] = "Verifier" },
        });
        var result = await function.InvokeAsync(
            ObjectCreatedEvent.Build(bucket, $"incoming/{key.Id}", image.Length, "b1946ac92492d2347c6235b4d2611184"),
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("null", result.Text);
        Assert.Equal(image.Length, (await store.HeadAsync($"images/{key.Id}", TestContext.Current.CancellationToken))!.Size);
        var status = await File.ReadAllLinesAsync($"/proc/{Assert.Single(processes)}/status", TestContext.Current.CancellationToken);
        var kilobytes = status.Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
    }
}
