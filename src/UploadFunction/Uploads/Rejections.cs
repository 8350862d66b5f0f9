namespace UploadFunction.Uploads;

/// <summary>Logs and counts each problem of a client that wants to change something.</summary>
internal sealed class Rejections(UploadMetrics metrics, ILogger<Rejections> logger)
{
    public Outcome<T> Note<T>(Outcome<T> outcome) => outcome.Failed(out var problem, out _) ? Note(problem) : outcome;

    public Problem Note(Problem problem)
    {
        logger.Rejected(problem.Code, problem.Status);
        metrics.Rejected(problem.Code);
        return problem;
    }
}
