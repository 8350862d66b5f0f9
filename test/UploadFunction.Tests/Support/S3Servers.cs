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
    private readonly Lazy<S3Server?> _named = new(FromEnvironment);

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
        foreach (var program in (string[])["bash", "python3", "ceph", "ceph-mon", "ceph-mgr", "ceph-osd", "radosgw", "radosgw-admin"])
            Needs.Program(program);
        return _radosgw.Value;
    }

    /// <summary>The server that <c>S3_TEST_ENDPOINT</c> names; where it names none the test is skipped, in CI too.</summary>
    public S3Server Named()
    {
        Assert.SkipWhen(_named.Value is null, "Runs against the S3 that S3_TEST_ENDPOINT names.");
        return _named.Value;
    }

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
