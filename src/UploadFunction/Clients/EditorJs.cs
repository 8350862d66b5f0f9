using System.Text.Json.Nodes;
using UploadFunction.Uploads;
using static UploadFunction.Clients.WidgetRoutes;

namespace UploadFunction.Clients;

/// <summary>
/// The image tool of Editor.js, <c>endpoints.byFile</c>. What <c>file</c> holds is saved in the document. <c>byUrl</c> is no upload: it
/// would have this service fetch addresses that strangers name.
/// </summary>
internal static class EditorJs
{
    public static void MapEditorJs(this IEndpointRouteBuilder routes) => routes.MapWidget("editorjs", Success, Failure);

    private static IResult Success(Upload upload) =>
        Json(new() { ["success"] = 1, ["file"] = new JsonObject { ["url"] = upload.Url } });

    private static IResult Failure(Problem problem) => Json(new() { ["success"] = 0, ["message"] = problem.Detail }, problem.Status);
}
