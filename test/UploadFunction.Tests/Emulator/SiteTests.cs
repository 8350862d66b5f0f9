using LambdaEmulator.ApiGateway;

namespace UploadFunction.Tests.Emulator;

/// <summary>The gateway stands in for the bucket that serves the form.</summary>
public sealed class SiteTests : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory();
    private readonly string _folder;

    public SiteTests() => _folder = _parent.CreateSubdirectory("wwwroot").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("prod")]
    public async Task Serves_The_Forms_Files_Without_The_Function(string? stage)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "image-upload.js"), "export {}", Cancelled);
        await using var api = await EchoApi.StartAsync(
            new GatewayOptions { SiteFolder = _folder, Stage = stage },
            respond: _ => throw new InvalidOperationException("Not asked for."));

        using var response = await api.Client.GetAsync("site/image-upload.js", Cancelled);

        Assert.Equal("text/javascript", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("export {}", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Theory]
    [InlineData(null, "/config.json")]
    [InlineData("prod", "/prod/config.json")]
    public async Task Asks_The_Function_For_The_Forms_Configuration(string? stage, string path)
    {
        await using var api = await EchoApi.StartAsync(new GatewayOptions { SiteFolder = _folder, Stage = stage });

        var input = await api.EventOfAsync(new(HttpMethod.Get, "site/config.json"));

        Assert.Equal(path, (string?)input["rawPath"]);
    }

    [Theory]
    [InlineData("GET", "/site/no-such-file.js")]
    [InlineData("GET", "/site/../secret.txt")]
    [InlineData("GET", "/site/%2e%2e/secret.txt")]
    [InlineData("GET", "/images/1")]
    [InlineData("POST", "/site/image-upload.js")]
    public async Task Leaves_Everything_Else_To_The_Function(string method, string path)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "image-upload.js"), "export {}", Cancelled);
        await File.WriteAllTextAsync(Path.Combine(_parent.FullName, "secret.txt"), "secret", Cancelled);
        await using var api = await EchoApi.StartAsync(new GatewayOptions { SiteFolder = _folder });

        var input = await api.EventOfRawAsync($"{method} {path}");

        Assert.Equal(Uri.UnescapeDataString(path), (string?)input["rawPath"]);
    }

    public void Dispose() => _parent.Delete(recursive: true);
}
