using System.Text.Json;
using LambdaEmulator.Runtime;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>Every event of <c>events/</c>, as <c>sam local invoke -e</c> sends it, through the published binary with a disk store.</summary>
public sealed class EventTests(NativeBinary binary)
{
    // The upload is described and deleted by the events after it, which name its id and token.
    private static readonly (string Event, int Status)[] Expected =
    [
        ("upload-multipart", 201),
        ("upload-multipart-again", 200),
        ("get-upload", 200),
        ("delete-upload", 204),
        ("get-upload", 404),
        ("upload-json-base64", 201),
        ("upload-json-data-url", 201),
        ("upload-raw-image", 201),
        ("upload-raw-octet-stream", 201),
        ("upload-raw-base64", 201),
        ("upload-text-data-url", 201),
        ("upload-text-base64", 201),
        ("upload-html-form", 303),
        ("upload-form-urlencoded", 415),
        ("upload-rest-api", 201),
        ("upload-rest-api-damaged", 400),
        ("get-limits", 200),
        ("get-config", 200),
        ("get-health", 200),
        ("get-openapi", 200),
        ("get-root", 302),
        ("preflight", 204),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_Event_Is_Answered_As_Expected(bool chunked)
    {
        using var folder = new TemporaryFolder();
        await using var function = new LambdaFunction(new FunctionOptions
        {
            Program = FunctionProcess.File(await binary.PathAsync()),
            ChunkedEvents = chunked,
            Environment = new Dictionary<string, string> { ["Upload__Directory"] = folder.Path },
        });

        var answers = new List<(string, int)>();
        foreach (var (name, _) in Expected)
        {
            var payload = await File.ReadAllBytesAsync(Repository.PathTo($"events/{name}.json"), TestContext.Current.CancellationToken);
            var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(result.Outcome == InvocationOutcome.Success, $"{name}: {result.Text}");
            answers.Add((name, JsonDocument.Parse(result.Payload).RootElement.GetProperty("statusCode").GetInt32()));
        }

        Assert.Equal(Expected, answers);
        Assert.Equal(
            Directory.GetFiles(Repository.PathTo("events"), "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
            Expected.Select(expected => expected.Event).Distinct().Order(StringComparer.Ordinal));
    }
}
