using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using UploadFunction.Tests.Form;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Deployment;

/// <summary>The page under the Content-Security-Policy that the template's CDN sends, in a browser that enforces it.</summary>
public sealed class SiteHeadersTests(Browser browser)
{
    [Fact]
    public async Task The_Form_Uploads_And_Shows_The_Image()
    {
        await using var cdn = await Cdn.StartAsync();
        await using var tab = await browser.OpenAsync(cdn.BaseAddress);

        var choose = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Photo Choose image" });
        var picker = await tab.Page.RunAndWaitForFileChooserAsync(() => choose.ClickAsync());
        await picker.SetFilesAsync(FormPage.Png(NoisePng.Create(30, 20), "cat.png"));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "How the image is served" })).ToContainTextAsync("image/png");
        await tab.Page.WaitForFunctionAsync("() => document.querySelector('#received img').naturalWidth === 30");
        // The stylesheet was let in.
        await Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToHaveCSSAsync("cursor", "pointer");
        Assert.Empty(tab.Errors);
    }

    [Fact]
    public async Task The_Form_Sends_Itself_Where_There_Are_No_Scripts()
    {
        await using var cdn = await Cdn.StartAsync();
        await using var tab = await browser.OpenAsync(cdn.BaseAddress, new() { JavaScriptEnabled = false });

        await tab.Page.GetByLabel("Photo").SetInputFilesAsync(FormPage.Png());
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Expect(tab.Page).ToHaveURLAsync($"{cdn.Api.BaseAddress}uploads");
        await Expect(tab.Page).ToHaveTitleAsync("Image uploaded");
    }

    [Fact]
    public async Task Scripts_May_Speak_To_The_Api_And_The_Bucket_And_Nobody_Else()
    {
        await using var cdn = await Cdn.StartAsync();
        await using var elsewhere = UploadApi.Start();
        await using var tab = await browser.OpenAsync(cdn.BaseAddress);

        Assert.True(await MaySpeakToAsync(Origin(cdn.BaseAddress)));
        Assert.True(await MaySpeakToAsync(Origin(cdn.Api.BaseAddress)));
        Assert.True(await MaySpeakToAsync(Origin(cdn.Bucket.BaseAddress)));
        Assert.False(await MaySpeakToAsync(Origin(elsewhere.BaseAddress)));

        Task<bool> MaySpeakToAsync(string origin) =>
            tab.Page.EvaluateAsync<bool>(
                "address => fetch(address, { mode: 'no-cors' }).then(() => true, () => false)", $"{origin}/limits");
    }

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    /// <summary>The page and the images on one origin, with the template's policy; the API is another, and so is the bucket.</summary>
    private sealed class Cdn : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Cdn()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.MapMethods("/{**path}", ["GET", "HEAD"], AnswerAsync);
        }

        public Uri BaseAddress => new(_app.Urls.Single());

        public UploadApi Api { get; private set; } = null!;

        public UploadApi Bucket { get; } = UploadApi.Start();

        public static async Task<Cdn> StartAsync()
        {
            var cdn = new Cdn();
            await cdn._app.StartAsync();
            cdn.Api = UploadApi.Start(("PublicBaseUrl", Origin(cdn.BaseAddress)));
            return cdn;
        }

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            await Api.DisposeAsync();
            await Bucket.DisposeAsync();
        }

        private async Task<IResult> AnswerAsync(HttpRequest request, HttpResponse response, CancellationToken aborted)
        {
            using var found = await Api.Client.GetAsync(new Uri(request.Path.Value!.TrimStart('/'), UriKind.Relative), aborted);
            if (!found.IsSuccessStatusCode)
                return Results.StatusCode((int)found.StatusCode);
            response.Headers.ContentSecurityPolicy = Policy();
            var contentType = found.Content.Headers.ContentType!.ToString();
            if (request.Path != "/")
                return Results.Bytes(await found.Content.ReadAsByteArrayAsync(aborted), contentType);
            // As the SitePublisher writes it.
            var page = await found.Content.ReadAsStringAsync(aborted);
            return Results.Content(
                page.Replace("action=\"uploads\"", $"action=\"{Api.BaseAddress}uploads\"", StringComparison.Ordinal), contentType);
        }

        private string Policy() =>
            JsonNode.Parse(File.ReadAllText(Repository.PathTo("serverless.template")))!
                ["Resources"]!["SiteHeaders"]!["Properties"]!["ResponseHeadersPolicyConfig"]!
                ["SecurityHeadersConfig"]!["ContentSecurityPolicy"]!["ContentSecurityPolicy"]!["Fn::Sub"]!.GetValue<string>()
            .Replace("https://*.execute-api.${AWS::Region}.${AWS::URLSuffix}", Origin(Api.BaseAddress), StringComparison.Ordinal)
            .Replace("https://${Bucket.RegionalDomainName}", Origin(Bucket.BaseAddress), StringComparison.Ordinal);
    }
}
