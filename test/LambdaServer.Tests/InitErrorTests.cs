using LambdaServer.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace LambdaServer.Tests;

/// <summary>The report of a start that failed, when Lambda or the process itself is slow: without it nobody learns the reason.</summary>
public sealed class InitErrorTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _accepted = new();

    [Fact]
    public async Task Is_Not_Lost_When_The_Runtime_Api_Takes_Its_Time()
    {
        await using var api = await FakeRuntimeApi.StartAsync();
        using var client = new RuntimeApi(api.Environment.Endpoint);
        api.InitErrorsAccepted = _accepted.Task;

        var report = client.ReportInitErrorAsync(new LambdaError("UploadOptionsException", "Upload__Bucket is not set."), _time);
        var outcome = await api.InitErrors.ReadAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(30));
        _accepted.SetResult();

        await report;
        Assert.Equal("UploadOptionsException", outcome.ErrorTypeHeader);
    }

    [Fact]
    public async Task Is_Given_Up_When_The_Runtime_Api_Never_Responds()
    {
        await using var api = await FakeRuntimeApi.StartAsync();
        using var client = new RuntimeApi(api.Environment.Endpoint);
        api.InitErrorsAccepted = _accepted.Task;

        var report = client.ReportInitErrorAsync(new LambdaError("UploadOptionsException", "Upload__Bucket is not set."), _time);
        await api.InitErrors.ReadAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => report);
    }
}
