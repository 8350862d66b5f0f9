using System.Text.Json.Nodes;
using UploadFunction.Uploads;
using static UploadFunction.Clients.WidgetRoutes;

namespace UploadFunction.Clients;

/// <summary>Jodit: <c>uploader.url</c>.</summary>
internal static class Jodit
{
    public static void MapJodit(this IEndpointRouteBuilder routes) => routes.MapWidget("jodit", Success, Failure);

    private static IResult Success(Upload upload) => Json(new()
    {
        ["success"] = true,
        ["data"] = new JsonObject { ["baseurl"] = "", ["files"] = new JsonArray(upload.Url), ["isImages"] = new JsonArray(true) },
    });

    private static IResult Failure(Problem problem) => Json(
        new() { ["success"] = false, ["data"] = new JsonObject { ["messages"] = new JsonArray(problem.Detail) } }, problem.Status);
}
