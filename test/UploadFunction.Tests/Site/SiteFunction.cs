using LambdaEmulator.Runtime;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Site;

/// <summary>The native binary as the stack's SitePublisher, with CloudFormation before it.</summary>
internal sealed class SiteFunction : IAsyncDisposable
{
    private readonly LambdaFunction _function;

    private SiteFunction(LambdaFunction function, CloudFormation cloudFormation)
    {
        _function = function;
        CloudFormation = cloudFormation;
    }

    public CloudFormation CloudFormation { get; }

    public FunctionLog Log => _function.Log;

    /// <param name="environment">Names the S3.</param>
    public static async Task<SiteFunction> StartAsync(
        string binary,
        IReadOnlyDictionary<string, string> environment,
        string bucket,
        Func<FunctionOptions, FunctionOptions>? configure = null,
        CloudFormation? cloudFormation = null)
    {
        var options = FunctionOptions.ForFile(binary) with
        {
            Timeout = Patience.Limit,
            Environment =
                new Dictionary<string, string>(environment) { ["Upload__Function"] = "SitePublisher", ["Upload__Bucket"] = bucket },
        };
        return new(new LambdaFunction(configure?.Invoke(options) ?? options), cloudFormation ?? await CloudFormation.StartAsync());
    }

    /// <summary>Sends an event; the function must answer it, once, and then end without an error.</summary>
    public async Task<CloudFormation.Answer> InvokeAsync(byte[] @event)
    {
        var result = await InvokeRawAsync(@event);
        Assert.True(result.Outcome == InvocationOutcome.Success, result.Text);
        var answer = await CloudFormation.ReceiveAsync();
        Assert.Equal(0, CloudFormation.Unread);
        return answer;
    }

    /// <summary>
    /// As <see cref="InvokeAsync"/>, for a function whose time is short. A response has the last second before the deadline; a program that
    /// still compiles itself on a busy machine may miss it, and CloudFormation's event is delivered again.
    /// </summary>
    public async Task<CloudFormation.Answer> InvokeUntilInTimeAsync(byte[] @event)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            var result = await InvokeRawAsync(@event);
            if (result.Outcome == InvocationOutcome.Success)
                break;
            Assert.False(patience.IsCancellationRequested, result.Text);
        }
        // The invocations that missed it may have answered all the same.
        var answer = await CloudFormation.ReceiveAsync();
        while (CloudFormation.Unread > 0)
            answer = await CloudFormation.ReceiveAsync();
        return answer;
    }

    public Task<InvocationResult> InvokeRawAsync(byte[] @event) =>
        _function.InvokeAsync(@event, cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _function.DisposeAsync();
        await CloudFormation.DisposeAsync();
    }
}
