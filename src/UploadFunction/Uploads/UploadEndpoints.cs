using Microsoft.AspNetCore.Http.HttpResults;
using UploadFunction.Storage;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Uploads;

/// <summary>The HTTP slice: an image comes in, its description goes out.</summary>
internal static class UploadEndpoints
{
    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/uploads", PostAsync)
            .WithSummary("Upload one image")
            .Produces<Upload>(StatusCodes.Status201Created, "application/json", "text/html")
            .Produces<Upload>(StatusCodes.Status200OK, "application/json", "text/html")
            .Produces(StatusCodes.Status303SeeOther)
            .ProducesProblems(400, 403, 409, 413, 415, 422, 500, 503)
            .DescribesUpload();
        routes.MapMethods("/uploads/{id}", [HttpMethods.Get, HttpMethods.Head], GetAsync)
            .WithSummary("Describe a stored image")
            .Produces<Upload>()
            .ProducesProblems(404, 500, 503);
        routes.MapDelete("/uploads/{id}", DeleteAsync)
            .WithSummary("Delete an image with the deleteToken of its upload")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(401, 403, 404, 500, 503)
            .NeedsDeleteToken();
    }

    private static async Task<IResult> PostAsync(
        HttpContext context, UploadRequestReader reader, Publisher publisher, PublicUrls urls, FormAnswers forms, ILogger<Upload> logger)
    {
        var outcome = await UploadAsync(context, reader, publisher, urls, forms);
        if (outcome.Failed(out var problem, out var uploaded))
        {
            logger.Refused(problem.Code, problem.Status);
            return problem;
        }
        if (FormAnswers.AreWantedBy(context.Request))
            return forms.Answer(context.Request, uploaded.Upload, uploaded.IsNew, uploaded.Redirect);
        context.Response.Headers.Location = $"{PublicUrls.Api(context.Request)}/uploads/{uploaded.Upload.Id}";
        return TypedResults.Json(uploaded.Upload, UploadJson.Default.Upload, statusCode: uploaded.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async ValueTask<Outcome<Uploaded>> UploadAsync(
        HttpContext context, UploadRequestReader reader, Publisher publisher, PublicUrls urls, FormAnswers forms)
    {
        var request = context.Request;
        if ((await reader.ReadAsync(request)).Failed(out var problem, out var body))
            return problem;
        if (IdempotencyKey(request, body).Failed(out problem, out var key))
            return problem;
        if (forms.CheckRedirect(request, body.Redirect) is { } redirectProblem)
            return redirectProblem;
        if ((await publisher.PublishAsync(body.Image, key, body.FileName, body.Metadata, context.RequestAborted)).Failed(out problem, out var published))
            return problem;

        var upload = ObjectMetadata.ToUpload(key.Id, urls.Image(request, key.Id), published.ContentType, published.Size, published.Metadata);
        return new Uploaded(upload with { DeleteToken = key.DeleteToken, IgnoredFields = body.IgnoredFields }, published.IsNew, body.Redirect);
    }

    private static async Task<Results<JsonHttpResult<Upload>, Problem>> GetAsync(string id, HttpContext context, IObjectStore store, PublicUrls urls)
    {
        if (await FindAsync(id, store, context.RequestAborted) is not { } found)
            return NoUpload(id);
        var upload = ObjectMetadata.ToUpload(id, urls.Image(context.Request, id), found.ContentType, found.Size, found.Metadata);
        return TypedResults.Json(upload, UploadJson.Default.Upload);
    }

    private static async Task<Results<NoContent, Problem>> DeleteAsync(string id, HttpContext context, IObjectStore store, ILogger<Upload> logger)
    {
        var token = context.Request.Headers["X-Delete-Token"].ToString();
        if (token.Length == 0)
            return UploadProblems.DeleteTokenRequired();
        if (await FindAsync(id, store, context.RequestAborted) is not { } found)
            return NoUpload(id);
        if (!UploadKey.IsDeleteToken(token, found.Metadata.GetValueOrDefault(ObjectMetadata.DeleteTokenSha256, "")))
            return UploadProblems.DeleteTokenWrong();

        await store.DeleteAsync($"incoming/{id}", context.RequestAborted);
        await store.DeleteAsync(Publisher.KeyOf(id), context.RequestAborted);
        logger.Deleted(id);
        return TypedResults.NoContent();
    }

    private static ValueTask<StoredObject?> FindAsync(string id, IObjectStore store, CancellationToken cancellationToken) =>
        UploadKey.IsId(id) ? store.HeadAsync(Publisher.KeyOf(id), cancellationToken) : ValueTask.FromResult<StoredObject?>(null);

    private static Problem NoUpload(string id) =>
        UploadProblems.NotFound(UploadKey.IsId(id) ? $"There is no image {id}." : "That is no id of an upload.");

    private static Outcome<UploadKey> IdempotencyKey(HttpRequest request, UploadRequest body)
    {
        var text = request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } header ? header : body.IdempotencyKey;
        if (string.IsNullOrEmpty(text))
            return UploadKey.CreateRandom();
        return UploadKey.TryParse(text, out var key) ? key : UploadProblems.WeakIdempotencyKey();
    }

    private sealed record Uploaded(Upload Upload, bool IsNew, string? Redirect);
}
