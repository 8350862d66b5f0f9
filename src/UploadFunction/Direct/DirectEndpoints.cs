using UploadFunction.Uploads;
using UploadFunction.Uploads.Answers;

namespace UploadFunction.Direct;

/// <summary>The routes for large images: a ticket, then the store itself, then back here for the finished upload.</summary>
internal static class DirectEndpoints
{
    public static void AddDirectUploads(this IServiceCollection services)
    {
        services.AddSingleton<TicketIssuer>();
        services.AddSingleton<Verifier>();
        services.AddSingleton<VerifierFunction>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, DirectJson.Default));
    }

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

    private static async Task<IResult> PostAsync(HttpContext context, TicketIssuer tickets, ApiDialect api)
    {
        if ((await tickets.IssueAsync(context)).Failed(out var problem, out var issued))
            return api.Tell(context, problem);
        return issued.Finished is { } upload
            ? JsonAnswers.Of(upload)
            : TypedResults.Json(issued.Ticket, DirectJson.Default.Ticket, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> CompleteAsync(
        string id, HttpContext context, Verifier verifier, UploadService uploads, ApiDialect api, Rejections rejections)
    {
        Outcome<Published> outcome = UploadKey.IsId(id)
            ? await verifier.CompleteAsync(id, context.RequestAborted)
            : UploadProblems.NoUpload(id);
        return outcome.Failed(out var problem, out var published)
            ? api.Tell(context, rejections.Note(problem))
            : JsonAnswers.Of(uploads.Describe(id, published, context.Request));
    }
}
