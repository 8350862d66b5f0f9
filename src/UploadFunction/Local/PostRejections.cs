using ObjectStorage;

namespace UploadFunction.Local;

/// <summary>S3's errors for a request that is not a form of the right kind, in S3's words, and the HTTP status of every error.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html</remarks>
internal static class PostRejections
{
    public static PostRejection InvalidArgument(string message) => new("InvalidArgument", message);

    public static PostRejection NotOneFile() => InvalidArgument("POST requires exactly one file upload per request.");

    public static PostRejection MalformedForm() =>
        new("MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.");

    public static PostRejection FieldsTooLarge() =>
        new("MaxPostPreDataLengthExceeded", "Your POST request fields preceding the upload file were too large.");

    public static PostRejection TooLarge(long size, long allowed) =>
        new("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", ("ProposedSize", size), ("MaxSizeAllowed", allowed));

    public static PostRejection NotMultipart() => new(
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold: Bucket POST must be of the enclosure-type multipart/form-data");

    public static PostRejection MissingContentLength() => new("MissingContentLength", "You must provide the Content-Length HTTP header.");

    public static PostRejection MethodNotAllowed() => new("MethodNotAllowed", "The specified method is not allowed against this resource.");

    public static PostRejection ServiceUnavailable() => new("ServiceUnavailable", "Please reduce your request rate.");

    public static int StatusOf(PostRejection rejection) => rejection.Code switch
    {
        "AccessDenied" or "SignatureDoesNotMatch" => StatusCodes.Status403Forbidden,
        "MethodNotAllowed" => StatusCodes.Status405MethodNotAllowed,
        "MissingContentLength" => StatusCodes.Status411LengthRequired,
        "PreconditionFailed" => StatusCodes.Status412PreconditionFailed,
        "ServiceUnavailable" => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status400BadRequest,
    };
}
