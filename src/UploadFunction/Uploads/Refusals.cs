namespace UploadFunction.Uploads;

/// <summary>Takes note of each problem that a client is answered when it wants to change something.</summary>
internal sealed class Refusals(UploadMetrics metrics, ILogger<Refusals> logger)
{
    public Problem Note(Problem problem)
    {
        logger.Refused(problem.Code, problem.Status);
        metrics.Refused(problem);
        return problem;
    }
}
