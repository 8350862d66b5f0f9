using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace UploadFunction.Tests.Site;

/// <summary>CloudFormation as a custom resource sees it: it sends events, and waits at a URL for the answer.</summary>
internal sealed class CloudFormation : IAsyncDisposable
{
    /// <summary>What a presigned URL of S3 has in it; each escape is part of what was signed.</summary>
    public const string Target =
        "/arn%3Aaws%3Acloudformation%3Aeu-central-1%3A123456789012%3Astack/uploads/1%7CSite%7Cr-1?X-Amz-Signature=%2Fa%2Bb%7E%3D&x=%2d";

    public const string Api = "https://abc123.execute-api.eu-central-1.amazonaws.com";

    private readonly WebApplication _app;
    private readonly Channel<Answer> _answers = Channel.CreateUnbounded<Answer>();

    private CloudFormation(Func<int, HttpContext, Task>? answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        var count = 0;
        _app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (answer is not null)
                await answer(++count, context);
            if (context.Response.StatusCode != 200)
                return;
            _answers.Writer.TryWrite(new Answer(
                $"{context.Request.Method} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}",
                context.Request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                body.ToArray()));
        });
    }

    public string ResponseUrl => _app.Urls.Single() + Target;

    /// <summary>Answers that were taken and that no test has looked at.</summary>
    public int Unread => _answers.Reader.Count;

    /// <param name="answer">May refuse one; its attempts are counted from 1.</param>
    public static async Task<CloudFormation> StartAsync(Func<int, HttpContext, Task>? answer = null)
    {
        var cloudFormation = new CloudFormation(answer);
        await cloudFormation._app.StartAsync(TestContext.Current.CancellationToken);
        return cloudFormation;
    }

    public byte[] Event(string type, params (string Name, JsonNode? Value)[] properties)
    {
        var json = new JsonObject
        {
            ["RequestType"] = type,
            ["ServiceToken"] = "arn:aws:lambda:eu-central-1:123456789012:function:SitePublisher",
            ["ResponseURL"] = ResponseUrl,
            ["StackId"] = "arn:aws:cloudformation:eu-central-1:123456789012:stack/uploads/1",
            ["RequestId"] = "r-1",
            ["LogicalResourceId"] = "Site",
            ["ResourceType"] = "Custom::Site",
            ["ResourceProperties"] =
                new JsonObject { ["ServiceToken"] = "arn:…", ["Code"] = "1", ["Api"] = Api, ["Authorization"] = "none" },
        };
        if (type != "Create")
            json["PhysicalResourceId"] = "site";
        foreach (var (name, value) in properties)
            json["ResourceProperties"]![name] = value;
        return JsonSerializer.SerializeToUtf8Bytes(json);
    }

    public async Task<Answer> ReceiveAsync() => await _answers.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <param name="Line">Method and target, as they came.</param>
    public sealed record Answer(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        /// <summary>Status, and the reason where there is one.</summary>
        public (string? Status, string? Reason) Outcome =>
            (Json.GetProperty("Status").GetString(), Json.TryGetProperty("Reason", out var reason) ? reason.GetString() : null);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Line} {Json}");
    }
}
