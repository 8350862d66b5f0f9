using System.Text.Json;
using ObjectStorage;
using UploadFunction.Uploads;

namespace UploadFunction.Site;

/// <summary>
/// The SitePublisher as a Lambda function: a custom resource of the stack, so that the form comes and goes with it. CloudFormation gets
/// its answer on every path: a stack without one hangs.
/// </summary>
internal sealed class SitePublisher(
    SiteFolder site,
    ResponseSender responses,
    IConfiguration configuration,
    IWebHostEnvironment environment,
    UploadMetrics metrics,
    TimeProvider clock,
    ILogger<SitePublisher> logger)
{
    // The host's token leaves a second to the deadline. This leaves the answer more where the function's time allows it.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(25);

    /// <exception cref="InvalidOperationException">The event says nowhere whom to answer.</exception>
    /// <exception cref="HttpRequestException">CloudFormation did not take the answer. Lambda brings the event again while CloudFormation still waits.</exception>
    public async ValueTask HandleAsync(JsonElement json, CancellationToken cancellationToken)
    {
        var request = CustomResourceRequest.Read(json);
        await responses.SendAsync(request.ResponseUrl, await AnswerAsync(request, cancellationToken));
    }

    private async Task<CustomResourceResponse> AnswerAsync(CustomResourceRequest request, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(TimeLimit, clock);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await ActAsync(request, limited.Token);
        }
        catch (Exception e)
        {
            logger.SiteFailed(request.Type, e);
            metrics.Failed();
            // A stack whose site cannot be removed must go all the same; so must one whose bucket is gone.
            return request.Type == CustomResourceRequest.Delete
                ? CustomResourceResponse.Success(request, reason: $"The site was left where it is: {Explain(e)}")
                : CustomResourceResponse.Failure(request, Explain(e));
        }
    }

    private async Task<CustomResourceResponse> ActAsync(CustomResourceRequest request, CancellationToken cancellationToken)
    {
        switch (request.Type)
        {
            case CustomResourceRequest.Create or CustomResourceRequest.Update:
                var settings = SiteSettings.Load(request.Properties, configuration);
                var files = await SiteFiles.ReadAsync(environment.WebRootPath, settings, cancellationToken);
                var config = ServiceEndpoints.ConfigOf(settings.Api, settings.Options);
                await site.PublishAsync(
                    files, JsonSerializer.SerializeToUtf8Bytes(config, UploadJson.Default.SiteConfig), config.Version, cancellationToken);
                logger.SitePublished(files.Count, config.Version);
                return CustomResourceResponse.Success(request, new Dictionary<string, string>
                {
                    ["Version"] = config.Version,
                    ["Url"] = $"{settings.Options.PublicBaseUrl}/site/index.html",
                });

            case CustomResourceRequest.Delete:
                await site.RemoveAsync(cancellationToken);
                logger.SiteRemoved();
                return CustomResourceResponse.Success(request);

            default:
                throw new InvalidDataException($"RequestType is '{request.Type}', but must be Create, Update or Delete.");
        }
    }

    private static string Explain(Exception e) => e switch
    {
        OperationCanceledException => $"The time was over. {e.Message}",
        StorageException or UploadOptionsException or InvalidDataException => e.Message,
        _ => $"{e.GetType().Name}: {e.Message}",
    };
}
