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

    public Task<InvocationResult> InvokeRawAsync(byte[] @event) =>
        _function.InvokeAsync(@event, cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _function.DisposeAsync();
        await CloudFormation.DisposeAsync();
    }
}
