using UploadFunction.Uploads;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Clients;

/// <summary>
/// FilePond: <c>server</c>. The id of an upload is its public URL, so that the form's owner gets a URL. It uploads by POST, takes an upload
/// back by DELETE, and loads what an earlier visit uploaded by GET.
/// </summary>
internal static class FilePond
{
    public static void MapFilePond(this IEndpointRouteBuilder routes)
    {
        var dialect = routes.MapWidget("filepond", Success, Failure);
        routes.MapDelete("/clients/filepond", RevertAsync).WithMetadata(dialect).ExcludeFromDescription();
        routes.MapMethods("/clients/filepond", [HttpMethods.Get, HttpMethods.Head], Load).WithMetadata(dialect).ExcludeFromDescription();
        routes.MapPatch("/clients/filepond", (HttpContext context) => dialect.Tell(context, UploadProblems.NoChunks()))
            .WithMetadata(dialect).ExcludeFromDescription();

        async Task<IResult> RevertAsync(HttpContext context, UploadService uploads, UploadOptions options)
        {
            if ((await RequestBuffer.ReadAsync(context.Request, options)).Failed(out var problem, out var body))
                return dialect.Tell(context, problem);
            var token = context.Request.Headers[WidgetDialect.DeleteTokenHeader].ToString();
            // Without the token it only leaves the form, and that is what its user sees.
            if (token.Length == 0 && Uploader.HashOf(context.User) is null)
                return Results.Ok();
            problem = await uploads.DeleteAsync(IdOf(StrictText.FromUtf8(body)), token, context);
            return problem is null ? Results.Ok() : dialect.Tell(context, problem);
        }

        // Of an upload's own URL only its id is used, so that no other address can be reached this way.
        IResult Load(HttpContext context, PublicUrls urls)
        {
            var query = context.Request.Query;
            if (query.ContainsKey("fetch"))
                return dialect.Tell(context, UploadProblems.NoRemoteFiles());
            if (query.ContainsKey("patch"))
                return dialect.Tell(context, UploadProblems.NoChunks());
            var id = IdOf(query["load"].Concat(query["restore"]).FirstOrDefault());
            return UploadKey.IsId(id)
                ? Results.Redirect(urls.Image(context.Request, id))
                : dialect.Tell(context, UploadProblems.NoUpload(id));
        }
    }

    private static IResult Success(Upload upload) => Results.Text(upload.Url);

    private static IResult Failure(Problem problem) => Results.Text(problem.Detail, statusCode: problem.Status);

    /// <summary>The id at the end of an upload's URL.</summary>
    private static string IdOf(string? url) => url is null ? "" : url[(url.LastIndexOf('/') + 1)..].TrimEnd();
}
