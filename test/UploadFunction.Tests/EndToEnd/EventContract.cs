using System.Text.Json;
using LambdaEmulator.Runtime;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>
/// Every event of <c>events/</c>, as <c>sam local invoke -e</c> sends it, through the published program with a disk store.
/// </summary>
public abstract class EventContract(PublishedProgram program)
{
    // The upload is described and deleted by the events after it, which name its id and token.
    // What has no status is EventBridge's, for the Verifier; the object it names is not there, which is no failure.
    private static readonly (string Event, int? Status)[] Expected =
    [
        ("direct-upload", 201),
        ("object-created", null),
        ("complete-upload", 409),
        ("upload-multipart", 201),
        ("upload-multipart-again", 200),
        ("direct-upload", 200),
        ("complete-upload", 200),
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
        ("get-limits", 200),
        ("get-config", 200),
        ("get-health", 200),
        ("get-openapi", 200),
        ("get-root", 302),
        ("preflight", 204),
    ];

    // Payload format 1.0.
    private static readonly (string Event, int? Status)[] ExpectedOfRestApi = [("upload-rest-api", 201), ("upload-rest-api-damaged", 400)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_Event_Is_Answered_As_Expected(bool chunked) => Assert.Equal(Expected, await AnswersAsync(Expected, chunked));

    [Theory(
        Skip = "Amazon.Lambda.AspNetCoreServer.Hosting is set to one kind of event, and that is the HTTP API's.",
        SkipType = typeof(BuiltHost),
        SkipUnless = nameof(BuiltHost.IsLambdaServer))]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_Event_Of_A_Rest_Api_Is_Answered_As_Expected(bool chunked) =>
        Assert.Equal(ExpectedOfRestApi, await AnswersAsync(ExpectedOfRestApi, chunked));

    [Fact]
    public void Every_Event_Has_Its_Answer() => Assert.Equal(
        Directory.GetFiles(Repository.PathTo("events"), "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
        Expected.Concat(ExpectedOfRestApi).Select(expected => expected.Event).Distinct().Order(StringComparer.Ordinal));

    private async Task<List<(string Event, int? Status)>> AnswersAsync((string Event, int? Status)[] events, bool chunked)
    {
        using var folder = new TemporaryFolder();
        var path = await program.PathAsync();
        await using var api = Function("Api");
        await using var verifier = Function("Verifier");

        var answers = new List<(string, int?)>();
        foreach (var (name, status) in events)
        {
            var function = status is null ? verifier : api;
            var payload = await File.ReadAllBytesAsync(Repository.PathTo($"events/{name}.json"), TestContext.Current.CancellationToken);
            var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(result.Outcome == InvocationOutcome.Success, $"{name}: {result.Text}");
            var answer = JsonDocument.Parse(result.Payload).RootElement;
            answers.Add((name, answer.ValueKind == JsonValueKind.Null ? null : answer.GetProperty("statusCode").GetInt32()));
        }
        return answers;

        LambdaFunction Function(string role) => new(FunctionOptions.ForFile(path) with
        {
            ChunkedEvents = chunked,
            Environment = new Dictionary<string, string> { ["Upload__Directory"] = folder.Path, ["Upload__Function"] = role },
        });
    }
}
