using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace UploadFunction.Uploads;

/// <summary>
/// Problem details (RFC 9457), written as <c>application/problem+json</c>, or as a page for a plain HTML form. The type is <c>about:blank</c>, so the title is the
/// status's own phrase; programs go by <see cref="Code"/>, people read <see cref="Detail"/>.
/// </summary>
internal sealed record Problem(int Status, string Code, string Detail) : IResult
{
    public string Title => ReasonPhrases.GetReasonPhrase(Status);

    /// <summary>The limit that was passed: bytes or pixels.</summary>
    public long? Limit { get; init; }

    /// <summary>What was sent, in the limit's unit.</summary>
    public long? Size { get; init; }

    /// <summary>The byte of the image, counted from 0, at which the fault was noticed.</summary>
    public long? Offset { get; init; }

    /// <summary>MIME types that are taken.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>Metadata names concerned.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (FormAnswers.AreWantedBy(httpContext.Request))
            return httpContext.RequestServices.GetRequiredService<FormAnswers>().Answer(httpContext.Request, this).ExecuteAsync(httpContext);
        response.StatusCode = Status;
        return response.WriteAsJsonAsync(this, UploadJson.Default.Problem, "application/problem+json", httpContext.RequestAborted);
    }
}
