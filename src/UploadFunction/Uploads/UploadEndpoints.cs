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
            .WithSummary("Delete an image, with the deleteToken of its upload or as the user who uploaded it")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(401, 403, 404, 500, 503)
            .DescribesDelete();
    }

    private static async Task<IResult> PostAsync(
        HttpContext context, UploadRequestReader reader, Publisher publisher, PublicUrls urls, FormAnswers forms, Refusals refusals)
    {
        var outcome = await UploadAsync(context, reader, publisher, urls, forms);
        if (outcome.Failed(out var problem, out var uploaded))
            return refusals.Note(problem);
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
        if (UploadKey.Of(request, body.IdempotencyKey).Failed(out problem, out var key))
            return problem;
        if (forms.CheckRedirect(request, body.Redirect) is { } redirectProblem)
            return redirectProblem;
        var submission = new Submission(body.Image, key.Id, key.DeleteTokenHash, Uploader.HashOf(context.User), body.FileName, body.Metadata);
        if ((await publisher.PublishAsync(submission, context.RequestAborted)).Failed(out problem, out var published))
            return problem;
        if (published.By == PublishedBy.Another)
            return UploadProblems.IdempotencyConflict();

        var upload = ObjectMetadata.ToUpload(key.Id, urls.Image(request, key.Id), published.ContentType, published.Size, published.Metadata);
        return new Uploaded(upload with { DeleteToken = key.DeleteToken, IgnoredFields = body.IgnoredFields }, published.By == PublishedBy.Us, body.Redirect);
    }

    private static async Task<Results<JsonHttpResult<Upload>, Problem>> GetAsync(string id, HttpContext context, IObjectStore store, PublicUrls urls)
    {
        if (!UploadKey.IsId(id) || await store.HeadAsync(Publisher.KeyOf(id), context.RequestAborted) is not { } found)
            return NoUpload(id);
        var upload = ObjectMetadata.ToUpload(id, urls.Image(context.Request, id), found.ContentType, found.Size, found.Metadata);
        return TypedResults.Json(upload, UploadJson.Default.Upload);
    }

    private static async Task<Results<NoContent, Problem>> DeleteAsync(
        string id, HttpContext context, IObjectStore store, Refusals refusals, ILogger<Upload> logger)
    {
        if (await TryDeleteAsync(id, context, store) is { } problem)
            return refusals.Note(problem);
        logger.Deleted(id);
        return TypedResults.NoContent();
    }

    private static async ValueTask<Problem?> TryDeleteAsync(string id, HttpContext context, IObjectStore store)
    {
        var token = context.Request.Headers["X-Delete-Token"].ToString();
        if (token.Length == 0 && Uploader.HashOf(context.User) is null)
            return UploadProblems.DeleteTokenRequired();
        if (!UploadKey.IsId(id))
            return NoUpload(id);
        // In this order: an image on its way from one place to the other is in both for a moment, never in none.
        var incoming = await store.HeadAsync(Publisher.IncomingKeyOf(id), context.RequestAborted);
        if ((await store.HeadAsync(Publisher.KeyOf(id), context.RequestAborted) ?? incoming) is not { } found)
            return NoUpload(id);
        // Either right is enough: an owner loses none by a token from another day.
        if (!Uploader.Is(context.User, found.Metadata.GetValueOrDefault(ObjectMetadata.UploadedBy))
            && !UploadKey.IsDeleteToken(token, found.Metadata.GetValueOrDefault(ObjectMetadata.DeleteTokenSha256, "")))
        {
            return token.Length == 0 ? UploadProblems.NotOwner() : UploadProblems.DeleteTokenWrong();
        }

        await store.DeleteAsync(Publisher.IncomingKeyOf(id), context.RequestAborted);
        await store.DeleteAsync(Publisher.KeyOf(id), context.RequestAborted);
        return null;
    }

    public static Problem NoUpload(string id) =>
        UploadProblems.NotFound(UploadKey.IsId(id) ? $"There is no image {id}." : "That is no id of an upload.");

    private sealed record Uploaded(Upload Upload, bool IsNew, string? Redirect);
}
