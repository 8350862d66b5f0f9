using UploadFunction.Uploads;
using UploadFunction.Uploads.Answers;
using static UploadFunction.Clients.WidgetRoutes;

namespace UploadFunction.Clients;

/// <summary>Dropzone: <c>url</c>. Its event <c>success</c> gets the upload; <c>error</c> is what it shows on the image.</summary>
internal static class Dropzone
{
    public static void MapDropzone(this IEndpointRouteBuilder routes) => routes.MapWidget("dropzone", Success, Failure);

    private static IResult Success(Upload upload) => JsonAnswers.Of(upload);

    private static IResult Failure(Problem problem) => Json(new() { ["error"] = problem.Detail }, problem.Status);
}
