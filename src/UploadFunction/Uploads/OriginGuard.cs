using UploadFunction.Uploads.Answers;

namespace UploadFunction.Uploads;

/// <summary>
/// Middleware that rejects what would change something on behalf of a page whose site is not listed, and answers preflights.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next, UploadOptions options, Dialects dialects, Rejections rejections)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
        var origin = context.Request.Headers.Origin.ToString();
        return IsForeign(context.Request, origin)
            ? dialects.TellAsync(context, rejections.Note(UploadProblems.OriginNotAllowed(Origin.Of(origin) ?? "an unnamed origin")))
            : next(context);
    }

    private bool IsForeign(HttpRequest request, string origin) =>
        options.AllowedOrigins is { } allowed
        && origin.Length > 0
        && !HttpMethods.IsGet(request.Method)
        && !HttpMethods.IsHead(request.Method)
        && !(Origin.Of(origin) is { } parsed && (allowed.Contains(parsed) || parsed == Origin.Of(PublicUrls.Api(request))));
}
