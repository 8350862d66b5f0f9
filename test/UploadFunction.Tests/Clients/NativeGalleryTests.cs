using LambdaEmulator.ApiGateway;
using LambdaEmulator.Runtime;
using UploadFunction.Tests.Deployment;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Clients;

/// <summary>Each dialect as it is deployed: the native binary gets events, and CORS is the gateway's, as the template sets it.</summary>
public sealed class NativeGalleryTests(Browser browser, NativeBinary program, Stacks stacks) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>One widget for each route below <c>/clients</c>.</summary>
    public static TheoryData<string> Widgets =>
        ["CKEditor 5", "Dropzone 6", "EasyMDE", "Editor.js", "FilePond 4", "Jodit", "TinyMCE 8", "Uppy 6"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Widgets))]
    public async Task Images_Go_In_And_Are_Shown(string name)
    {
        await using var function = new LambdaFunction(FunctionOptions.ForFile(await program.PathAsync()) with
        {
            Environment = new Dictionary<string, string> { ["Upload__Directory"] = _folder.Path },
            Timeout = Patience.Limit,
        });
        await using var gateway = await Gateway.StartAsync(
            function, new GatewayOptions { Cors = await CorsAsync(), IntegrationTimeout = Patience.Limit }, Cancellation);

        await GalleryTests.ExpectImagesAsync(browser, GalleryTests.Named(name), gateway.BaseAddress);
    }

    private async Task<CorsConfiguration> CorsAsync()
    {
        var said = (await stacks.GetAsync(cdn: false, jwt: false))["Api"]["CorsConfiguration"]!;
        return new CorsConfiguration
        {
            AllowOrigins = Texts("AllowOrigins"),
            AllowMethods = Texts("AllowMethods"),
            AllowHeaders = Texts("AllowHeaders"),
            ExposeHeaders = Texts("ExposeHeaders"),
        };

        string[] Texts(string list) => [.. said[list]!.AsArray().Select(text => (string)text!)];
    }
}
