using System.Diagnostics;
using UploadFunction.Tests.Support;

[assembly: AssemblyFixture(typeof(S3Servers))]

namespace UploadFunction.Tests.Support;

/// <summary>
/// The S3 servers of a test run, each started when a test first asks for it and stopped when the run ends. A test class takes this as
/// a constructor parameter.
/// </summary>
public sealed class S3Servers : IAsyncDisposable
{
    private readonly List<Process> _processes = [];
    private readonly Lazy<Task<S3Server>> _moto;
    private readonly Lazy<Task<S3Server>> _radosgw;

    public S3Servers()
    {
        _moto = new(() => StartAsync("test/s3/moto.sh"));
        _radosgw = new(() => StartAsync("test/s3/ceph.sh"));
    }

    /// <summary>moto: metadata and If-None-Match; verifies no signatures, policies or checksums.</summary>
    public Task<S3Server> MotoAsync()
    {
        Needs.Program("bash");
        Needs.Program("moto_server");
        return _moto.Value;
    }

    /// <summary>Ceph's radosgw, an S3 of production: signatures, POST and bucket policies too. Takes about 15 s to start.</summary>
    public Task<S3Server> RadosgwAsync()
    {
        Needs.Time("needs radosgw");
        foreach (var program in (string[])["bash", "python3", "ceph", "ceph-mon", "ceph-mgr", "ceph-osd", "radosgw", "radosgw-admin"])
            Needs.Program(program);
        return _radosgw.Value;
    }

    /// <summary>
    /// An S3 as it is used in production: radosgw, or another one by <c>S3_TEST_ENDPOINT</c>, <c>S3_TEST_ACCESS_KEY</c>,
    /// <c>S3_TEST_SECRET_KEY</c> and, unless the keys may make buckets in us-east-1, <c>S3_TEST_BUCKET</c> and <c>S3_TEST_REGION</c>.
    /// </summary>
    public Task<S3Server> ProductionAsync() => FromEnvironment() is { } named ? Task.FromResult(named) : RadosgwAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    // The scripts end with their standard input. So they also end when this process is killed.
    private async Task<S3Server> StartAsync(string script)
    {
        var process = Process.Start(new ProcessStartInfo("bash", [Repository.PathTo(script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        lock (_processes)
            _processes.Add(process);
        var errors = process.StandardError.ReadToEndAsync();
        var endpoint = await process.StandardOutput.ReadLineAsync();
        return endpoint is not null
            ? new S3Server(endpoint, "AK", "SK")
            : throw new InvalidOperationException($"{script} ended: {await errors}");
    }

    private static S3Server? FromEnvironment() =>
        Environment.GetEnvironmentVariable("S3_TEST_ENDPOINT") is { Length: > 0 } endpoint
            ? new S3Server(
                endpoint.TrimEnd('/'),
                Environment.GetEnvironmentVariable("S3_TEST_ACCESS_KEY") ?? "",
                Environment.GetEnvironmentVariable("S3_TEST_SECRET_KEY") ?? "",
                Environment.GetEnvironmentVariable("S3_TEST_REGION"),
                Environment.GetEnvironmentVariable("S3_TEST_BUCKET"))
            : null;
}
