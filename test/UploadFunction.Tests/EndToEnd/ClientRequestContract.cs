using LambdaEmulator.ApiGateway;
using LambdaEmulator.Runtime;
using UploadFunction.Tests.Support;
using UploadFunction.Tests.Uploads;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>What real clients send, through the gateway to one process of the published program.</summary>
public abstract class ClientRequestContract(PublishedProgram program)
{
    [Fact]
    public async Task Every_Client_Is_Understood()
    {
        using var folder = new TemporaryFolder();
        await using var function = new LambdaFunction(FunctionOptions.ForFile(await program.PathAsync()) with
        {
            MaxConcurrency = 1,
            Environment = new Dictionary<string, string> { ["Upload__Directory"] = folder.Path },
        });
        await using var gateway = await Gateway.StartAsync(
            function,
            new GatewayOptions { IntegrationTimeout = Patience.Limit },
            TestContext.Current.CancellationToken);

        Assert.Equal("", await ClientRequest.SendAllAsync(gateway.BaseAddress, TestContext.Current.CancellationToken));
    }
}
