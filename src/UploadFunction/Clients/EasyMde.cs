using System.Text.Json.Nodes;
using UploadFunction.Images;
using UploadFunction.Uploads;
using static UploadFunction.Clients.WidgetRoutes;

namespace UploadFunction.Clients;

/// <summary>EasyMDE: <c>imageUploadEndpoint</c>, with <c>imagePathAbsolute</c>. A success is exactly 200.</summary>
internal static class EasyMde
{
    public static void MapEasyMde(this IEndpointRouteBuilder routes) => routes.MapWidget("easymde", Success, Failure);

    /// <summary>What does not end like this becomes a link, not an image; the name in a fragment does.</summary>
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".gif", ".apng", ".avif", ".webp"];

    private static IResult Success(Upload upload)
    {
        var name = upload.FileName;
        if (!Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            && ImageFormat.TryParseMimeType(upload.ContentType, out var format))
        {
            name = $"{name}.{format.Extension}";
        }
        return Json(new() { ["data"] = new JsonObject { ["filePath"] = $"{upload.Url}#{Uri.EscapeDataString(name)}" } });
    }

    // It stops working if this is anything but a text.
    private static IResult Failure(Problem problem) => Json(new() { ["error"] = problem.Detail }, problem.Status);
}
