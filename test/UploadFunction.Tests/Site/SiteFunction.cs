using LambdaEmulator.Runtime;

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
        string binary, IReadOnlyDictionary<string, string> environment, string bucket, TimeSpan? timeout = null, CloudFormation? cloudFormation = null) => new(
        new LambdaFunction(new FunctionOptions
        {
            Program = FunctionProcess.File(binary),
            TaskRoot = Path.GetDirectoryName(binary)!,
            Timeout = timeout ?? TimeSpan.FromSeconds(60),
            Environment = new Dictionary<string, string>(environment) { ["Upload__Function"] = "SitePublisher", ["Upload__Bucket"] = bucket },
        }),
        cloudFormation ?? await CloudFormation.StartAsync());

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
