using System.Text.Json;
using ObjectStorage;
using UploadFunction.Uploads;

namespace UploadFunction.Site;

/// <summary>
/// The SitePublisher as a Lambda function: a custom resource of the stack, so that the form is published and removed with it. Every path
/// sends CloudFormation a response, because the stack hangs without one.
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
    // The host cancels one second before the function's timeout. This earlier limit leaves more time for the response.
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(25);

    /// <exception cref="InvalidOperationException">The event has no valid response URL.</exception>
    /// <exception cref="HttpRequestException">
    /// The response could not be delivered to CloudFormation. Lambda retries the event while CloudFormation is still waiting.
    /// </exception>
    public async ValueTask HandleAsync(JsonElement json, CancellationToken cancellationToken)
    {
        var request = CustomResourceRequest.Read(json);
        await responses.SendAsync(request.ResponseUrl, await RunAsync(request, cancellationToken));
    }

    private async Task<CustomResourceResponse> RunAsync(CustomResourceRequest request, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(TimeLimit, clock);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await ActAsync(request, limited.Token);
        }
        catch (Exception exception)
        {
            logger.SiteFailed(request.Type, exception);
            metrics.Failed();
            // A stack must be deleted even if its site cannot be removed, for example because the bucket is gone.
            return request.Type == CustomResourceRequest.Delete
                ? CustomResourceResponse.Success(request, reason: $"The site was not removed: {Explain(exception)}")
                : CustomResourceResponse.Failure(request, Explain(exception));
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
                // The template's outputs use this attribute.
                return CustomResourceResponse.Success(
                    request,
                    new Dictionary<string, string> { [nameof(UploadOptions.PublicBaseUrl)] = settings.Options.PublicBaseUrl ?? "" });

            case CustomResourceRequest.Delete:
                await site.RemoveAsync(cancellationToken);
                logger.SiteRemoved();
                return CustomResourceResponse.Success(request);

            default:
                throw new InvalidDataException($"RequestType is '{request.Type}', but must be Create, Update or Delete.");
        }
    }

    private static string Explain(Exception exception) => exception switch
    {
        OperationCanceledException => $"The time limit was reached. {exception.Message}",
        StorageException or UploadOptionsException or InvalidDataException => exception.Message,
        _ => $"{exception.GetType().Name}: {exception.Message}",
    };
}
