using System.Security;
using Microsoft.AspNetCore.Http.Features;
using ObjectStorage;
using UploadFunction.Uploads;

namespace UploadFunction.Local;

/// <summary><c>POST /disk/</c>: receives presigned POSTs for the disk store, as S3 receives them for a bucket in the cloud.</summary>
/// <remarks>
/// S3 is not part of the API, so this is outside its pipeline: no limit of 28 s (a large image on a slow line takes longer), no problem
/// details (errors are S3's XML), and no check of the origin, which a bucket does not make either. The signature is the right to write;
/// AllowedOrigins decides whose scripts may read the response.
/// </remarks>
internal static class DiskPosts
{
    // What a form has around its file: 20 KB of fields, their part headers, and fields after the file, which are ignored.
    private const int MaxEnvelope = 64 * 1024;

    /// <summary>To be called before anything else joins the pipeline. Does nothing with a store that receives no uploads itself.</summary>
    public static void UseDiskPosts(this WebApplication app, UploadOptions options)
    {
        var services = app.Services;
        if (services.GetRequiredService<IObjectStore>() is not IUploadReceiver receiver)
            return;
        var events = services.GetRequiredService<DiskEvents>();
        var logger = services.GetRequiredService<ILogger<DiskEvents>>();
        var path = $"/{receiver.Bucket}";
        app.MapWhen(context => context.Request.Path.Value is { } asked && (asked == path || asked == $"{path}/"), branch =>
        {
            branch.Use(Origins.CheckPreflightAsync);
            branch.UseCors(Origins.CreatePostPolicy(options));
            branch.Run(context => HandleAsync(context, receiver, options, events, logger));
        });
    }

    private static async Task HandleAsync(
        HttpContext context, IUploadReceiver receiver, UploadOptions options, DiskEvents events, ILogger logger)
    {
        var response = context.Response;
        response.Headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        PostOutcome outcome;
        try
        {
            outcome = await ReceiveAsync(context, receiver, options);
        }
        catch (StorageException exception)
        {
            logger.StoreFailed(exception);
            outcome = PostRejections.ServiceUnavailable();
        }
        // Nobody is left to read a response, but a status of 200 would still be wrong.
        catch (IOException exception)
        {
            logger.ClientFailed(exception.Message);
            response.StatusCode = (exception as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.DeadlinePassed();
            response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        switch (outcome)
        {
            case PostedObject posted:
                events.OnStored(posted.Key);
                await WriteAsync(response, posted, receiver.Bucket);
                break;
            case PostRejection rejection:
                var status = PostRejections.StatusOf(rejection);
                logger.Rejected(rejection.Code, status);
                await WriteAsync(response, rejection, status);
                break;
        }
    }

    private static async ValueTask<PostOutcome> ReceiveAsync(HttpContext context, IUploadReceiver receiver, UploadOptions options)
    {
        var (request, cancellationToken) = (context.Request, context.RequestAborted);
        if (!HttpMethods.IsPost(request.Method))
            return PostRejections.MethodNotAllowed();
        if (request.ContentLength is not { } length)
            return PostRejections.MissingContentLength();
        var maxLength = (long)options.MaxBytes + MaxEnvelope;
        if (length > maxLength)
            return PostRejections.TooLarge(length, options.MaxBytes);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxLength;

        var outcome = await PostForm.ReceiveAsync(request, receiver, cancellationToken);
        // A browser reads no response before it has sent everything; to it, a connection closed before that is a network error.
        await request.Body.CopyToAsync(Stream.Null, cancellationToken);
        return outcome;
    }

    private static Task WriteAsync(HttpResponse response, PostedObject posted, string bucket)
    {
        var location = $"{PublicUrls.Api(response.HttpContext.Request)}/{bucket}/{Uri.EscapeDataString(posted.Key)}";
        response.Headers.Location = location;
        response.Headers.ETag = posted.ETag;
        var elements = Element("Location", location)
            + Element("Bucket", bucket)
            + Element("Key", posted.Key)
            + Element("ETag", posted.ETag);
        return WriteAsync(response, StatusCodes.Status201Created, $"<PostResponse>{elements}</PostResponse>");
    }

    private static Task WriteAsync(HttpResponse response, PostRejection rejection, int status)
    {
        if (status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = HttpMethods.Post;
        var details = string.Concat(rejection.Details.Select(detail => Element(detail.Name, $"{detail.Value}")));
        var elements = Element("Code", rejection.Code) + Element("Message", rejection.Message) + details
            + Element("RequestId", response.HttpContext.TraceIdentifier);
        return WriteAsync(response, status, $"<Error>{elements}</Error>");
    }

    private static Task WriteAsync(HttpResponse response, int status, string xml)
    {
        response.StatusCode = status;
        response.ContentType = "application/xml";
        return response.WriteAsync($"""<?xml version="1.0" encoding="UTF-8"?>{'\n'}{xml}""", response.HttpContext.RequestAborted);
    }

    private static string Element(string name, string text) => $"<{name}>{SecurityElement.Escape(text)}</{name}>";
}
