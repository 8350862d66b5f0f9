using Microsoft.AspNetCore.Http.Features;
using UploadFunction.Uploads.Answers;

namespace UploadFunction.Uploads;

/// <summary>
/// Middleware that bounds the memory that the bodies of all requests under way may take: a body is in memory as a whole, and clients that
/// send slowly keep theirs there for long. In Lambda there is one request at a time, and the bound is never reached.
/// </summary>
internal sealed class BodyBudget(RequestDelegate next, UploadOptions options, Dialects dialects, Rejections rejections)
{
    /// <summary>Bytes of bodies. The memory behind them is up to three times as much: as it came, and as a whole.</summary>
    private readonly long _limit = Math.Max(64_000_000, options.MaxInlineBytes);

    private long _reserved;

    public async Task InvokeAsync(HttpContext context)
    {
        var size = Math.Min(Announced(context), options.MaxInlineBytes);
        try
        {
            if (Interlocked.Add(ref _reserved, size) <= _limit || size == 0)
                await next(context);
            else
                await dialects.TellAsync(context, rejections.Note(UploadProblems.Busy()));
        }
        finally
        {
            Interlocked.Add(ref _reserved, -size);
        }
    }

    private static long Announced(HttpContext context) =>
        context.Request.ContentLength
        ?? (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true ? long.MaxValue : 0);
}
