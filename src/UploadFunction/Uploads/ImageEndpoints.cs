using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using UploadFunction.Storage;

namespace UploadFunction.Uploads;

/// <summary>Serves stored images as S3 would, for the disk store. In the cloud S3 or a CDN does, and these routes are not mapped.</summary>
internal static class ImageEndpoints
{
    public static void MapImages(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/images/{id}", [HttpMethods.Get, HttpMethods.Head], ServeAsync)
            .WithSummary("Read a stored image")
            .Produces(StatusCodes.Status200OK)
            .Produces(StatusCodes.Status206PartialContent)
            .Produces(StatusCodes.Status304NotModified)
            .Produces(StatusCodes.Status416RangeNotSatisfiable)
            .ProducesProblems(404, 500, 503);

    private static async Task<Results<FileContentHttpResult, Problem>> ServeAsync(string id, HttpContext context, IObjectStore store)
    {
        if (!UploadKey.IsId(id) || await store.GetAsync(Publisher.KeyOf(id), context.RequestAborted) is not { } found)
            return UploadProblems.NotFound("There is no such image.");

        // A range that is not there is no answer to keep for a year.
        context.Response.OnStarting(static state =>
        {
            var response = (HttpResponse)state;
            if (response.StatusCode == StatusCodes.Status416RangeNotSatisfiable)
                response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }, context.Response);
        var headers = context.Response.Headers;
        var stored = found.Object;
        headers.CacheControl = stored.CacheControl;
        headers.ContentDisposition = stored.ContentDisposition;
        foreach (var (name, value) in stored.Metadata)
            headers[$"x-amz-meta-{name}"] = value;
        return TypedResults.Bytes(
            found.Bytes, stored.ContentType, enableRangeProcessing: true, lastModified: stored.LastModified, entityTag: new EntityTagHeaderValue(stored.ETag));
    }
}
