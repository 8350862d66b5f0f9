using System.Text.Json.Nodes;
using LambdaEmulator.ApiGateway;

namespace LambdaEmulator.Events;

/// <summary>
/// The files of <c>events/</c>: <see cref="SampleRequests"/> through the gateway's own code, and what EventBridge sends, with a fixed
/// time and fixed ids so that making them again changes nothing.
/// </summary>
/// <param name="imageFolder">Where the sample images lie.</param>
internal sealed class EventCatalog(string imageFolder)
{
    private static readonly GatewayCall Call = new(
        "Hq3Jd8sKfWvXb2M=",
        "Root=1-6957b640-3c9f1e5a7b2d4c6e8f0a1b2c",
        new DateTimeOffset(2026, 1, 2, 12, 13, 14, TimeSpan.Zero),
        Scheme: "https",
        Port: 443);

    /// <summary>Names of files and what is in them.</summary>
    public IEnumerable<(string Name, byte[] Json)> Build()
    {
        var requests = new SampleRequests(imageFolder);
        var http = new HttpApi(stage: null, new RouteTable(["$default"]));
        foreach (var (name, request) in requests.Uploads().Concat(SampleRequests.Others()))
            yield return (name + ".json", Event(http, request));

        yield return ("upload-rest-api.json", Event(new RestApi(stage: null, binaryMediaTypes: ["*/*"]), requests.Form));

        // What arrives when somebody forgets BinaryMediaTypes: U+FFFD in place of bytes.
        yield return ("upload-rest-api-damaged.json", Event(new RestApi(stage: null, binaryMediaTypes: []), requests.Form));

        // For the Verifier. The object's id is that of the other events, so it is there after a ticket of direct-upload.json was used.
        var created = ObjectCreatedEvent.Build(
            "images", $"incoming/{SampleRequests.Id}", 12_345_678, "b1946ac92492d2347c6235b4d2611184");
        yield return ("object-created.json", created);
    }

    private static byte[] Event(Api api, GatewayRequest request)
    {
        var json = api.BuildEvent(request, Call) ?? throw new InvalidOperationException($"No route takes {request.Target}.");
        return Json.Indented(JsonNode.Parse(json.Span)!);
    }
}
