using Microsoft.Net.Http.Headers;
using ObjectStorage;
using UploadFunction.Uploads;
using UploadFunction.Uploads.Answers;

namespace UploadFunction.Local;

/// <summary>Serves stored images as S3 would, when the store serves none itself.</summary>
internal static class ImageEndpoints
{
    public static void MapImages(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IObjectStore>() is not IObjectServer server)
            return;
        app.MapMethods(
                "/images/{id}",
                [HttpMethods.Get, HttpMethods.Head],
                (string id, HttpContext context, ApiDialect api) => ServeAsync(id, context, server, api))
            .WithSummary("Read a stored image")
            .Produces(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status206PartialContent)
            .Produces(StatusCodes.Status304NotModified)
            .Produces(StatusCodes.Status416RangeNotSatisfiable)
            .ProducesProblems(404, 500, 503);
    }

    private static async Task<IResult> ServeAsync(string id, HttpContext context, IObjectServer server, ApiDialect api)
    {
        if (!UploadKey.IsId(id) || await server.OpenAsync(ImageKeys.Published(id), context.RequestAborted) is not { } found)
            return api.Tell(context, UploadProblems.NotFound("There is no such image."));

        context.Response.RegisterForDispose(found.Content);
        // A range that is not there must not be cached for a year.
        context.Response.OnStarting(static state =>
        {
            var response = (HttpResponse)state;
            if (response.StatusCode == StatusCodes.Status416RangeNotSatisfiable)
                response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }, context.Response);
        var headers = context.Response.Headers;
        var stored = found.Head;
        headers.CacheControl = stored.CacheControl;
        headers.ContentDisposition = stored.ContentDisposition;
        foreach (var (name, value) in stored.Metadata)
            headers[$"x-amz-meta-{name}"] = value;
        var eTag = new EntityTagHeaderValue(stored.ETag);
        // In pieces, as they are sent: nothing is read for a HEAD or a 304.
        return TypedResults.Stream(
            found.Content, stored.ContentType, lastModified: stored.LastModified, entityTag: eTag, enableRangeProcessing: true);
    }
}
