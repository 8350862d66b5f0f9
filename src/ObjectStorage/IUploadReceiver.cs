namespace ObjectStorage;

/// <summary>An optional ability of a store: the program receives the forms that the store signed, because nobody else would.</summary>
public interface IUploadReceiver
{
    /// <summary>The bucket that its forms name. <see cref="SignedUpload.Url"/> is this name and a slash.</summary>
    string Bucket { get; }

    /// <summary>Takes a form as S3 does: an object that has its key is replaced.</summary>
    /// <param name="fields">All fields but the file, by names without regard to case.</param>
    /// <param name="file">Is read, to its end, unless the fields are rejected.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InvalidDataException">The file broke off.</exception>
    ValueTask<PostOutcome> ReceiveAsync(IReadOnlyDictionary<string, string> fields, Stream file, CancellationToken cancellationToken);
}

/// <summary>The result of a form: a <see cref="PostedObject"/> or a <see cref="PostRejection"/>.</summary>
public abstract record PostOutcome;

/// <summary>The file is in the store.</summary>
/// <param name="Key">Of the object.</param>
/// <param name="ETag">Quoted, as in HTTP.</param>
public sealed record PostedObject(string Key, string ETag) : PostOutcome;

/// <summary>Nothing was written.</summary>
/// <param name="Code">S3's error code.</param>
/// <param name="Message">S3's words.</param>
/// <param name="Details">What S3 says besides code and message.</param>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html</remarks>
public sealed record PostRejection(string Code, string Message, params (string Name, long Value)[] Details) : PostOutcome;
