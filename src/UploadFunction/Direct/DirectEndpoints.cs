using UploadFunction.Storage;
using UploadFunction.Uploads;

namespace UploadFunction.Direct;

/// <summary>The side road for large images: a ticket, the store, and back here for the finished upload.</summary>
internal static class DirectEndpoints
{
    public static void MapDirectUploads(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/uploads/direct", PostAsync)
            .WithSummary("Get a ticket to send one image straight to the store")
            .Produces<Ticket>(StatusCodes.Status201Created)
            .Produces<Upload>()
            .ProducesProblems(400, 403, 409, 413, 415, 500, 503)
            .DescribesTicket();
        routes.MapPost("/uploads/{id}/complete", CompleteAsync)
            .WithSummary("Check and publish an image that was sent with a ticket")
            .Produces<Upload>()
            .ProducesProblems(400, 403, 404, 409, 413, 415, 422, 500, 503);
    }

    private static async Task<IResult> PostAsync(
        HttpContext context, IObjectStore store, PublicUrls urls, UploadOptions options, TimeProvider clock, Refusals refusals)
    {
        var answer = await IssueAsync(context, store, urls, options, clock);
        return answer is Problem problem ? refusals.Note(problem) : answer;
    }

    private static async ValueTask<IResult> IssueAsync(
        HttpContext context, IObjectStore store, PublicUrls urls, UploadOptions options, TimeProvider clock)
    {
        var request = context.Request;
        if ((await TicketRequest.ReadAsync(request, options)).Failed(out var problem, out var announced))
            return problem;
        if (UploadKey.Of(request, announced.IdempotencyKey).Failed(out problem, out var key))
            return problem;
        if (ObjectMetadata.CreateIncoming(key, Uploader.HashOf(context.User), announced.FileName, announced.Format, announced.Metadata).Failed(out problem, out var metadata))
            return problem;

        if (await store.HeadAsync(Publisher.KeyOf(key.Id), context.RequestAborted) is { } there)
        {
            // Whoever holds the key made the image. Which one, its bytes alone could tell, and they are not here.
            if (there.Metadata.GetValueOrDefault(ObjectMetadata.DeleteTokenSha256) != key.DeleteTokenHash)
                return UploadProblems.IdempotencyConflict();
            var upload = ObjectMetadata.ToUpload(key.Id, urls.Image(request, key.Id), there.ContentType, there.Size, there.Metadata);
            return TypedResults.Json(upload with { DeleteToken = key.DeleteToken, IgnoredFields = announced.IgnoredFields }, UploadJson.Default.Upload);
        }

        var expiresAt = clock.GetUtcNow().AddMinutes(options.TicketMinutes);
        var policy = new PostPolicy(Publisher.IncomingKeyOf(key.Id), announced.Format.MimeType, announced.Size, metadata, expiresAt);
        var post = await store.PresignPostAsync(policy, PublicUrls.Api(request), context.RequestAborted);
        var completeUrl = $"{PublicUrls.Api(request)}/uploads/{key.Id}/complete";
        var ticket = new Ticket(key.Id, new TicketUpload(HttpMethods.Post, post.Url, post.Fields), expiresAt, completeUrl, key.DeleteToken);
        return TypedResults.Json(ticket, DirectJson.Default.Ticket, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> CompleteAsync(string id, HttpContext context, Verifier verifier, PublicUrls urls, Refusals refusals)
    {
        if (!UploadKey.IsId(id))
            return refusals.Note(UploadEndpoints.NoUpload(id));
        if ((await verifier.CompleteAsync(id, context.RequestAborted)).Failed(out var problem, out var published))
            return refusals.Note(problem);
        var upload = ObjectMetadata.ToUpload(id, urls.Image(context.Request, id), published.ContentType, published.Size, published.Metadata);
        return TypedResults.Json(upload, UploadJson.Default.Upload);
    }
}
