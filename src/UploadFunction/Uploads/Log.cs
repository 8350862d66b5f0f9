namespace UploadFunction.Uploads;

/// <summary>
/// Every log message of this program. Of what clients send, only ids, which are checked, and origins, which are parsed, are logged.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Stored {Id}: {ContentType}, {Size} bytes")]
    public static partial void Stored(this ILogger logger, string id, string contentType, long size);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Rejected a request: {Code} ({Status})")]
    public static partial void Rejected(this ILogger logger, string code, int status);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Deleted {Id}")]
    public static partial void Deleted(this ILogger logger, string id);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "The store failed")]
    public static partial void StoreFailed(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "Gave up a request: it ran out of time, or its client left")]
    public static partial void DeadlinePassed(this ILogger logger);

    [LoggerMessage(EventId = 6, Level = LogLevel.Error, Message = "A request failed because of an error in this program")]
    public static partial void Failed(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 8, Level = LogLevel.Information, Message = "A client broke off its request: {Reason}")]
    public static partial void ClientFailed(this ILogger logger, string reason);

    [LoggerMessage(EventId = 9, Level = LogLevel.Information, Message = "Rejected {Id}, which was uploaded directly: {Code} ({Status})")]
    public static partial void RejectedIncoming(this ILogger logger, string id, string code, int status);

    [LoggerMessage(EventId = 20, Level = LogLevel.Information, Message = "Published the site: {Files} files, version {Version}")]
    public static partial void SitePublished(this ILogger logger, int files, string version);

    [LoggerMessage(EventId = 21, Level = LogLevel.Information, Message = "Removed the site")]
    public static partial void SiteRemoved(this ILogger logger);

    [LoggerMessage(EventId = 22, Level = LogLevel.Error, Message = "{RequestType} of the site failed")]
    public static partial void SiteFailed(this ILogger logger, string? requestType, Exception exception);

    [LoggerMessage(
        EventId = 23,
        Level = LogLevel.Warning,
        Message = "{Key} was published before with different content, and is left unchanged because pages may pin it by its hash. "
            + "To publish the new content, raise Version in Directory.Build.props")]
    public static partial void PinnedFileStays(this ILogger logger, string key);

    [LoggerMessage(EventId = 24, Level = LogLevel.Warning, Message = "CloudFormation did not accept the response (attempt {Attempt})")]
    public static partial void ResponseNotAccepted(this ILogger logger, int attempt, Exception exception);

    [LoggerMessage(EventId = 7, Level = LogLevel.Information, Message = "Form and API on {Addresses}\nImages in {Place}")]
    public static partial void Ready(this ILogger logger, string addresses, string place);
}
