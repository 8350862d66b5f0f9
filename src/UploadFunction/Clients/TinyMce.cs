using UploadFunction.Uploads;
using static UploadFunction.Clients.WidgetRoutes;

namespace UploadFunction.Clients;

/// <summary>TinyMCE: <c>images_upload_url</c>. Its own upload handler reads no words of a failure; the one in the docs does.</summary>
internal static class TinyMce
{
    public static void MapTinyMce(this IEndpointRouteBuilder routes) => routes.MapWidget("tinymce", Success, Failure);

    private static IResult Success(Upload upload) => Json(new() { ["location"] = upload.Url });

    private static IResult Failure(Problem problem) => Json(new() { ["message"] = problem.Detail }, problem.Status);
}
