using System.Net;
using Amazon.Runtime;

namespace ObjectStorage.S3;

/// <summary>What an operator should look at when S3 or the way to it failed.</summary>
internal static class S3Failure
{
    /// <summary>
    /// Whether it came from S3 or from the way there, rather than from a mistake in this program. The last two are the SDK's about a
    /// redirect to a server that is not Amazon's, or to no address at all; a wrong argument of ours is of a more precise type.
    /// </summary>
    public static bool Is(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
            or OperationCanceledException or TimeoutException or UriFormatException || exception.GetType() == typeof(ArgumentException);

    /// <summary>
    /// The exception to throw instead: <see cref="OperationCanceledException"/> when the caller's token was cancelled, however the SDK
    /// and the sockets put it, and <see cref="StorageException"/> otherwise.
    /// </summary>
    public static Exception Explain(Exception exception, string operation, string key, string bucket, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new OperationCanceledException($"S3 had not responded to {operation} {key} in time.", exception, cancellationToken);
        var why = exception is AmazonServiceException { StatusCode: not 0 } response ? Explain(response) : Explain(exception);
        return new StorageException($"{operation} {key} in bucket '{bucket}' failed: {why}", exception);
    }

    private static string Explain(AmazonServiceException e) =>
        $"{Advice(e)} (S3 said {(int)e.StatusCode} {e.ErrorCode}, \"{FirstLine(e)}\", to request {e.RequestId}.)";

    private static string Advice(AmazonServiceException e) => e.ErrorCode switch
    {
        "NoSuchBucket" => "there is no such bucket. Look at Upload__Bucket, the region and AWS_ENDPOINT_URL_S3.",
        "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" or "InvalidClientTokenId" =>
            "S3 does not know these credentials. Look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.",
        "ExpiredToken" => "the credentials have expired. Look at AWS_SESSION_TOKEN.",
        "RequestTimeTooSkewed" => "this machine's clock is wrong.",
        "PermanentRedirect" or "TemporaryRedirect" or "AuthorizationHeaderMalformed" =>
            "the bucket is in another region. Look at AWS_REGION.",
        "BadDigest" or "XAmzContentSHA256Mismatch" or "XAmzContentChecksumMismatch" => "the bytes changed on the way.",
        _ => e.StatusCode switch
        {
            HttpStatusCode.Forbidden =>
                "access is denied. Look at the role's rights to this key, and at the bucket's policy; without s3:ListBucket "
                + "S3 also says so for a missing key.",
            HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect => "the bucket is in another region. Look at AWS_REGION.",
            >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests =>
                "S3 is overloaded or disturbed, after several attempts. This usually passes.",
            _ => "S3 rejected it.",
        },
    };

    private static string Explain(Exception e) => e switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError } =>
            $"S3 cannot be reached. Look at AWS_ENDPOINT_URL_S3, AWS_REGION and the network. ({FirstLine(e)})",
        OperationCanceledException or TimeoutException => "S3 did not respond, in several attempts. Look at the network.",
        AmazonClientException =>
            "the AWS SDK could not send it. Look at the credentials: a role, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. "
            + $"({FirstLine(e)})",
        ArgumentException or UriFormatException =>
            $"S3 responded with a redirect that leads nowhere. Look at AWS_ENDPOINT_URL_S3 and AWS_REGION. ({FirstLine(e)})",
        _ => $"the connection to S3 broke, in several attempts. Look at the network. ({FirstLine(e)})",
    };

    // The SDK lists all places it searched for credentials, a line each; they stay in the inner exception.
    private static string FirstLine(Exception e) => e.Message.Split('\n', 2)[0].TrimEnd();
}
