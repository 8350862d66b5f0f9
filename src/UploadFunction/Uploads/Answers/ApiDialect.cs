using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Uploads.Answers;

/// <summary>The API's own dialect: JSON and problem details for programs, HTML pages for a plain form.</summary>
internal sealed class ApiDialect(FormPages pages) : Dialect
{
    public override Problem? Check(HttpContext context, UploadRequest request) => pages.CheckRedirect(context.Request, request.Redirect);

    protected override IResult Success(HttpContext context, Uploaded uploaded)
    {
        if (FormPages.AreWantedBy(context.Request))
            return pages.Success(context.Request, uploaded);
        context.Response.Headers.Location = $"{PublicUrls.Api(context.Request)}/uploads/{uploaded.Upload.Id}";
        return JsonAnswers.Of(uploaded.Upload, uploaded.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    protected override IResult Failure(HttpContext context, Problem problem) =>
        FormPages.AreWantedBy(context.Request)
            ? pages.Failure(context.Request, problem)
            : JsonAnswers.Of(problem);
}
