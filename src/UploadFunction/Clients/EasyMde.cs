using System.Text.Json.Nodes;
using UploadFunction.Uploads;
using static UploadFunction.Clients.WidgetRoutes;

namespace UploadFunction.Clients;

/// <summary>EasyMDE: <c>imageUploadEndpoint</c>, with <c>imagePathAbsolute</c>. A success is exactly 200.</summary>
internal static class EasyMde
{
    public static void MapEasyMde(this IEndpointRouteBuilder routes) => routes.MapWidget("easymde", Success, Failure);

    // What does not end like a file name of an image becomes a link, not an image; a fragment does.
    private static IResult Success(Upload upload) => Json(new()
    {
        ["data"] = new JsonObject { ["filePath"] = $"{upload.Url}#{Uri.EscapeDataString(upload.FileName)}" },
    });

    // It stops working if this is anything but a text.
    private static IResult Failure(Problem problem) => Json(new() { ["error"] = problem.Detail }, problem.Status);
}
