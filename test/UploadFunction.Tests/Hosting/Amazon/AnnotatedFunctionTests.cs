using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.TestUtilities;
using LambdaEmulator.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Direct;
using UploadFunction.Hosting;
using UploadFunction.Site;
using UploadFunction.Tests.ObjectStorage;
using UploadFunction.Tests.Site;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Hosting;

/// <summary>The wrappers that Amazon.Lambda.Annotations makes, with the program's services, as RuntimeSupport calls them.</summary>
public sealed class AnnotatedFunctionTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _metrics = new();
    private WebApplication? _program;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DiskObjectStore Store => new(_folder.Path, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        LambdaStartup.Services = null;
        if (_program is not null)
            await _program.DisposeAsync();
        await _metrics.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)] // a wrong clock
    public async Task The_Verifier_Publishes_And_Answers_Null(int remainingSeconds)
    {
        Compose(Store);
        var (image, key) = (SampleImages.Jpeg.Bytes, UploadKey.CreateRandom());
        await Store.TryPutAsync($"incoming/{key.Id}", image, ("file-name", "photo.jpg"), ("delete-token-sha256", key.DeleteTokenHash));

        Assert.Equal(
            "null",
            await VerifyAsync(
                ObjectCreatedEvent.Build("images", $"incoming/{key.Id}", image.Length, "x"), TimeSpan.FromSeconds(remainingSeconds)));

        Assert.Equal(image, (await Store.GetAsync($"images/{key.Id}", Cancellation))!.Bytes);
        Assert.Equal([image.Length], Metrics().Values("UploadedBytes"));
    }

    [Theory]
    [InlineData("{}", typeof(InvalidOperationException))]
    [InlineData("null", typeof(InvalidOperationException))]
    [InlineData("[]", typeof(JsonException))]
    [InlineData("", typeof(JsonException))]
    public async Task What_Is_No_Event_Of_EventBridge_Is_An_Exception_And_Counted(string payload, Type exception)
    {
        Compose(Store);

        await Assert.ThrowsAsync(exception, () => VerifyAsync(Encoding.UTF8.GetBytes(payload), TimeSpan.FromSeconds(30)));

        Assert.Equal([1], Metrics().Values("Failures"));
    }

    [Fact]
    public async Task The_Verifier_Gives_Up_A_Little_Before_The_Deadline()
    {
        Compose(new StubStore(async cancellationToken => await Task.Delay(Timeout.Infinite, cancellationToken)));
        var payload = ObjectCreatedEvent.Build("images", $"incoming/{UploadKey.CreateRandom().Id}", 1, "x");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => VerifyAsync(payload, TimeSpan.FromSeconds(0.2)));
    }

    [Fact]
    public async Task The_SitePublisher_Publishes_Tells_CloudFormation_And_Answers_Null()
    {
        Compose(Store);
        await using var cloudFormation = await CloudFormation.StartAsync();
        using var payload = new MemoryStream(cloudFormation.Event("Create", ("PublicBaseUrl", "https://images.example.com")));

        await using var answer = await new SitePublisherLambda_HandleAsync_Generated().HandleAsync(
            payload, new TestLambdaContext { RemainingTime = TimeSpan.FromSeconds(30) });

        Assert.Equal("null", await TextAsync(answer));
        Assert.Equal(("SUCCESS", null), (await cloudFormation.ReceiveAsync()).Outcome);
        Assert.NotNull(await Store.HeadAsync("site/index.html", Cancellation));
    }

    // Else the generator would write resources into the template, or over those that are there.
    [Fact]
    public void Every_Annotated_Function_Is_A_Resource_That_Is_The_Templates_Own()
    {
        var template = JsonNode.Parse(File.ReadAllText(Repository.PathTo("serverless.template")))!["Resources"]!.AsObject();

        var annotated = typeof(LambdaHost).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<LambdaFunctionAttribute>()?.ResourceName)
            .OfType<string>();

        Assert.Equal(["SitePublisher", "Verifier"], annotated.Order(StringComparer.Ordinal));
        Assert.All(annotated, name => Assert.Equal("AWS::Serverless::Function", template[name]!["Type"]!.GetValue<string>()));
        Assert.DoesNotContain("Amazon.Lambda.Annotations", template.ToJsonString(), StringComparison.Ordinal);
    }

    private static async Task<string> VerifyAsync(byte[] created, TimeSpan remaining)
    {
        using var payload = new MemoryStream(created);
        await using var answer = await new VerifierLambda_HandleAsync_Generated().HandleAsync(
            payload, new TestLambdaContext { RemainingTime = remaining });
        return await TextAsync(answer);
    }

    private static async Task<string> TextAsync(Stream answer)
    {
        using var reader = new StreamReader(answer);
        return await reader.ReadToEndAsync(Cancellation);
    }

    private MetricLines Metrics() => MetricLines.Read(_metrics.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), "Function");

    /// <summary>As Program.cs does it, up to where the host takes over.</summary>
    private void Compose(IObjectStore store)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = Repository.PathTo("src/UploadFunction") });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("Upload:Directory", _folder.Path)]);
        builder.Services.AddUploads(UploadOptions.Load(builder.Configuration, isLambda: true), builder.Environment.ContentRootPath);
        builder.Services.AddDirectUploads();
        builder.Services.AddSite();
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<EventInvocations>();
        builder.Services.AddSingleton(services =>
            new EmbeddedMetrics(services.GetRequiredService<IMeterFactory>(), TimeProvider.System, _metrics, "Function"));
        _program = builder.Build();
        LambdaStartup.Services = _program.Services;
    }
}
