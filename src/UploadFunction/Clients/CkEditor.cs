using System.Text.Json.Nodes;
using UploadFunction.Uploads;
using static UploadFunction.Clients.WidgetRoutes;

namespace UploadFunction.Clients;

/// <summary>CKEditor 5: the simple upload adapter. It does not look at the status.</summary>
internal static class CkEditor
{
    public static void MapCkEditor(this IEndpointRouteBuilder routes) => routes.MapWidget("ckeditor", Success, Failure);

    private static IResult Success(Upload upload) => Json(new() { ["url"] = upload.Url });

    private static IResult Failure(Problem problem) =>
        Json(new() { ["error"] = new JsonObject { ["message"] = problem.Detail } }, problem.Status);
}
