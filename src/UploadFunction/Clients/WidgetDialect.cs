using System.Text.Json.Nodes;
using UploadFunction.Uploads;
using UploadFunction.Uploads.Answers;

namespace UploadFunction.Clients;

/// <summary>
/// What the upload widgets of others have in common: a route below <c>/clients</c>, and a token that stays out of the body.
/// </summary>
/// <param name="success">The response to an image that was taken. The upload it gets has no delete token.</param>
/// <param name="failure">The response to a problem, with the problem's status.</param>
internal sealed class WidgetDialect(Func<Upload, IResult> success, Func<Problem, IResult> failure) : Dialect
{
    /// <summary>
    /// In a header, for pages that let their user take an upload back. Widgets put the body into forms, documents and logs, where nobody
    /// expects a secret.
    /// </summary>
    public const string DeleteTokenHeader = "X-Delete-Token";

    protected override IResult Success(HttpContext context, Uploaded uploaded)
    {
        context.Response.Headers[DeleteTokenHeader] = uploaded.Upload.DeleteToken;
        return success(uploaded.Upload with { DeleteToken = null });
    }

    protected override IResult Failure(HttpContext context, Problem problem) => failure(problem);
}

internal static class WidgetRoutes
{
    /// <summary>Maps the route to which a widget posts its images.</summary>
    /// <param name="name">Of the widget, in lower case.</param>
    public static WidgetDialect MapWidget(
        this IEndpointRouteBuilder routes, string name, Func<Upload, IResult> success, Func<Problem, IResult> failure)
    {
        var dialect = new WidgetDialect(success, failure);
        // What its requests and responses look like is the widget's affair, not this API's.
        routes.MapUpload($"/clients/{name}", dialect).ExcludeFromDescription();
        return dialect;
    }

    /// <summary>A JSON object of texts, flags and objects.</summary>
    public static IResult Json(JsonObject body, int status = StatusCodes.Status200OK) =>
        Results.Text(body.ToJsonString(), "application/json", statusCode: status);
}
