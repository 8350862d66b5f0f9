using UploadFunction.Uploads.Answers;

namespace UploadFunction.Uploads;

/// <summary>The routes of uploads: an image comes in, its description goes out.</summary>
internal static class UploadEndpoints
{
    public static void MapUploads(this WebApplication app)
    {
        app.MapUpload("/uploads", app.Services.GetRequiredService<ApiDialect>())
            .WithSummary("Upload one image")
            .Produces<Upload>(StatusCodes.Status201Created, "application/json", "text/html")
            .Produces<Upload>(StatusCodes.Status200OK, "application/json", "text/html")
            .Produces(StatusCodes.Status303SeeOther)
            .ProducesProblems(400, 403, 409, 413, 415, 422, 500, 503)
            .DescribesUpload();
        app.MapMethods("/uploads/{id}", [HttpMethods.Get, HttpMethods.Head], GetAsync)
            .WithSummary("Describe a stored image")
            .Produces<Upload>()
            .ProducesProblems(404, 500, 503);
        app.MapDelete("/uploads/{id}", DeleteAsync)
            .WithSummary("Delete an image, with the deleteToken of its upload or as the user who uploaded it")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(401, 403, 404, 500, 503)
            .DescribesDelete();
    }

    /// <summary>Maps a route that takes one image by POST and tells the outcome in a dialect.</summary>
    public static RouteHandlerBuilder MapUpload(this IEndpointRouteBuilder routes, string pattern, Dialect dialect) =>
        routes.MapPost(pattern, async (HttpContext context, UploadService uploads) =>
            dialect.Tell(context, await uploads.UploadAsync(context, request => dialect.Check(context, request))))
            .WithMetadata(dialect);

    private static async Task<IResult> GetAsync(string id, HttpContext context, UploadService uploads, ApiDialect api)
    {
        var outcome = await uploads.DescribeAsync(id, context);
        return outcome.Failed(out var problem, out var upload)
            ? api.Tell(context, problem)
            : JsonAnswers.Of(upload);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, UploadService uploads, ApiDialect api)
    {
        var problem = await uploads.DeleteAsync(id, context.Request.Headers["X-Delete-Token"].ToString(), context);
        return problem is null ? TypedResults.NoContent() : api.Tell(context, problem);
    }
}
