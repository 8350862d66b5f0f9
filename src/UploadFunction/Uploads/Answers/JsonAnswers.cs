namespace UploadFunction.Uploads.Answers;

/// <summary>The API's own JSON, as several dialects tell it.</summary>
internal static class JsonAnswers
{
    public static IResult Of(Upload upload, int status = StatusCodes.Status200OK) =>
        TypedResults.Json(upload, UploadJson.Default.Upload, statusCode: status);

    public static IResult Of(Problem problem) =>
        TypedResults.Json(problem, UploadJson.Default.Problem, "application/problem+json", problem.Status);
}
