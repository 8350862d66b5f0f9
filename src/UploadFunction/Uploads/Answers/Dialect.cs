using System.Globalization;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Uploads.Answers;

/// <summary>
/// How one kind of client is told what became of its upload: a success and a failure. It is metadata of its endpoints, so that what fails
/// outside of them (deadline, origin, method) is told in the same way.
/// </summary>
internal abstract class Dialect
{
    public IResult Tell(HttpContext context, Outcome<Uploaded> outcome) =>
        outcome.Failed(out var problem, out var uploaded) ? Tell(context, problem) : Success(context, uploaded);

    public IResult Tell(HttpContext context, Problem problem)
    {
        if (problem.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Failure(context, problem);
    }

    /// <summary>Looks at a request before its image is stored.</summary>
    /// <returns>Why it must not be, or <see langword="null"/>.</returns>
    public virtual Problem? Check(HttpContext context, UploadRequest request) => null;

    protected abstract IResult Success(HttpContext context, Uploaded uploaded);

    protected abstract IResult Failure(HttpContext context, Problem problem);
}
