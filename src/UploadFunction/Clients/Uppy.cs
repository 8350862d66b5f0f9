using UploadFunction.Uploads;
using UploadFunction.Uploads.Answers;

namespace UploadFunction.Clients;

/// <summary>
/// Uppy: <c>XHRUpload</c>, which takes <c>url</c> from the upload. It sends again whatever fails, unless its <c>shouldRetry</c> knows
/// better, and no response can tell it not to.
/// </summary>
internal static class Uppy
{
    public static void MapUppy(this IEndpointRouteBuilder routes) => routes.MapWidget("uppy", Success, Failure);

    private static IResult Success(Upload upload) => JsonAnswers.Of(upload);

    private static IResult Failure(Problem problem) => JsonAnswers.Of(problem);
}
