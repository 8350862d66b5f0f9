namespace UploadFunction.Storage;

/// <summary>What became of a form: a <see cref="PostedObject"/> or a <see cref="PostRefusal"/>.</summary>
internal abstract record PostOutcome;

/// <summary>The file lies in the store.</summary>
/// <param name="ETag">Quoted, as HTTP has it.</param>
internal sealed record PostedObject(string Key, string ETag) : PostOutcome;

/// <summary>Nothing was written.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">S3's error code.</param>
/// <param name="Details">Elements of the answer besides code and message.</param>
internal sealed record PostRefusal(int Status, string Code, string Message, params (string Name, long Value)[] Details) : PostOutcome;

/// <summary>S3's answers to a form it does not take, in S3's words.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html</remarks>
internal static class PostRefusals
{
    public static PostRefusal AccessDenied(string message) => new(403, "AccessDenied", message);

    public static PostRefusal AgainstPolicy(string why) => AccessDenied($"Invalid according to Policy: {why}");

    public static PostRefusal SignatureDoesNotMatch() =>
        new(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.");

    public static PostRefusal InvalidPolicyDocument() => new(400, "InvalidPolicyDocument", "Invalid Policy: Invalid JSON.");

    public static PostRefusal EntityTooLarge(long size, long allowed) =>
        new(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", ("ProposedSize", size), ("MaxSizeAllowed", allowed));

    public static PostRefusal EntityTooSmall(long size, long allowed) =>
        new(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", ("ProposedSize", size), ("MinSizeAllowed", allowed));

    public static PostRefusal MissingField(string name) =>
        InvalidArgument($"Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the fields.");

    public static PostRefusal NotOneFile() => InvalidArgument("POST requires exactly one file upload per request.");

    public static PostRefusal InvalidArgument(string message) => new(400, "InvalidArgument", message);

    public static PostRefusal MalformedForm() => new(400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.");

    public static PostRefusal FieldsTooLarge() =>
        new(400, "MaxPostPreDataLengthExceeded", "Your POST request fields preceding the upload file were too large.");

    public static PostRefusal NoForm() =>
        new(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold: Bucket POST must be of the enclosure-type multipart/form-data");

    public static PostRefusal MissingContentLength() => new(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");

    public static PostRefusal MethodNotAllowed() => new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");

    public static PostRefusal ServiceUnavailable() => new(503, "ServiceUnavailable", "Please reduce your request rate.");
}
