using System.Security;
using Microsoft.AspNetCore.Http.Features;
using UploadFunction.Storage;

namespace UploadFunction.Uploads;

/// <summary>
/// <c>POST /disk/</c>: takes presigned POSTs for the disk store, as S3 takes them for a bucket. In the cloud S3 does, and this is not
/// there.
/// </summary>
/// <remarks>
/// As S3 is no part of the API, this stands outside its pipeline: no 28 s (a large image on a slow line takes longer), no problem
/// details (errors are S3's XML), and no refusal by origin, which a bucket does not know either. The signature is the right to write;
/// AllowedOrigins says whose scripts may read the answer.
/// </remarks>
internal static class DiskPosts
{
    // What a form has around its file: 20 KB of fields, their part headers, and fields after the file, which are ignored.
    private const int MaxEnvelope = 64 * 1024;

    /// <summary>To be called before anything else joins the pipeline. With another store than the disk's it does nothing.</summary>
    /// <param name="onStored">
    /// Is told the key of each object that came in, as EventBridge would tell. It runs within the request, so it starts work rather than
    /// does it, and throws nothing.
    /// </param>
    public static void UseDiskPosts(this WebApplication app, UploadOptions options, Action<string> onStored)
    {
        if (app.Services.GetRequiredService<IObjectStore>() is not DiskObjectStore store)
            return;
        var logger = app.Services.GetRequiredService<ILogger<DiskObjectStore>>();
        app.MapWhen(context => context.Request.Path.Value is "/disk/" or "/disk", branch =>
        {
            branch.UseCors(Origins.CreatePostPolicy(options));
            branch.Run(context => AnswerAsync(context, store, options, onStored, logger));
        });
    }

    private static async Task AnswerAsync(HttpContext context, DiskObjectStore store, UploadOptions options, Action<string> onStored, ILogger logger)
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
            outcome = await TakeAsync(context, store, options);
        }
        catch (StorageException e)
        {
            logger.StoreFailed(e);
            outcome = PostRefusals.ServiceUnavailable();
        }
        // Nobody is left to read an answer, but a status of 200 would be wrong even so.
        catch (IOException e)
        {
            logger.ClientFailed(e.Message);
            response.StatusCode = (e as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
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
                onStored(posted.Key);
                await WriteAsync(response, posted);
                break;
            case PostRefusal refusal:
                logger.Refused(refusal.Code, refusal.Status);
                await WriteAsync(response, refusal);
                break;
        }
    }

    private static async ValueTask<PostOutcome> TakeAsync(HttpContext context, DiskObjectStore store, UploadOptions options)
    {
        var (request, cancellationToken) = (context.Request, context.RequestAborted);
        if (!HttpMethods.IsPost(request.Method))
            return PostRefusals.MethodNotAllowed();
        if (request.ContentLength is not { } length)
            return PostRefusals.MissingContentLength();
        var maxLength = (long)options.MaxBytes + MaxEnvelope;
        if (length > maxLength)
            return PostRefusals.EntityTooLarge(length, options.MaxBytes);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxLength;

        var outcome = await PostForm.ReadAsync(request, (fields, file) => store.PostAsync(fields, file, cancellationToken), cancellationToken);
        // A browser reads no answer before it has sent everything; a connection closed before that is a network error to it.
        await request.Body.CopyToAsync(Stream.Null, cancellationToken);
        return outcome;
    }

    private static Task WriteAsync(HttpResponse response, PostedObject posted)
    {
        var location = $"{PublicUrls.Api(response.HttpContext.Request)}/{DiskPostPolicy.Bucket}/{Uri.EscapeDataString(posted.Key)}";
        response.Headers.Location = location;
        response.Headers.ETag = posted.ETag;
        return WriteAsync(response, StatusCodes.Status201Created,
            $"<PostResponse>{Element("Location", location)}{Element("Bucket", DiskPostPolicy.Bucket)}{Element("Key", posted.Key)}{Element("ETag", posted.ETag)}</PostResponse>");
    }

    private static Task WriteAsync(HttpResponse response, PostRefusal refusal)
    {
        if (refusal.Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = HttpMethods.Post;
        var details = string.Concat(refusal.Details.Select(detail => Element(detail.Name, $"{detail.Value}")));
        return WriteAsync(response, refusal.Status,
            $"<Error>{Element("Code", refusal.Code)}{Element("Message", refusal.Message)}{details}{Element("RequestId", response.HttpContext.TraceIdentifier)}</Error>");
    }

    private static Task WriteAsync(HttpResponse response, int status, string xml)
    {
        response.StatusCode = status;
        response.ContentType = "application/xml";
        return response.WriteAsync($"""<?xml version="1.0" encoding="UTF-8"?>{'\n'}{xml}""", response.HttpContext.RequestAborted);
    }

    private static string Element(string name, string text) => $"<{name}>{SecurityElement.Escape(text)}</{name}>";
}
