using System.Diagnostics.CodeAnalysis;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace ObjectStorage.S3;

/// <summary>The S3 client as this program needs it: few bytes on the wire, several attempts, and a time-out below the caller's.</summary>
internal static class S3Clients
{
    // An upload gets its response within 28 s: time for one attempt that hangs and one that does not.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(12);

    /// <summary>
    /// A client for the S3 that the environment names. It may be kept for the life of the process and used by many at once.
    /// </summary>
    /// <param name="environment">As in <see cref="S3ObjectStore.Open"/>.</param>
    /// <param name="attemptTimeout">From an attempt's start to the headers of its response.</param>
    /// <exception cref="StorageException">The environment names no S3.</exception>
    public static AmazonS3Client Create(Func<string, string?> environment, TimeSpan? attemptTimeout = null)
    {
        var config = new AmazonS3Config
        {
            // Set here, each, so that the SDK does not look for a profile or ask an instance for it.
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 3,
            // We send a SHA-256 of our own; the SDK's CRC would be a second checksum, and a trailer that older S3 servers refuse.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new S3HttpClients(attemptTimeout ?? AttemptTimeout),
            IgnoreConfiguredEndpointUrls = true,
        };
        SetPlace(config, environment);
        try
        {
            return TryGetCredentials(environment, out var credentials)
                ? new AmazonS3Client(credentials, config)
                : new AmazonS3Client(config);
        }
        catch (AmazonClientException exception)
        {
            throw new StorageException(
                $"No S3 client can be made. Look at AWS_REGION and AWS_ENDPOINT_URL_S3. ({exception.Message})", exception);
        }
    }

    /// <summary>Where the bucket's objects are read, without a slash at the end.</summary>
    public static string UrlOf(string bucket, Func<string, string?> environment)
    {
        if (environment("AWS_ENDPOINT_URL_S3") is { Length: > 0 } endpoint)
            return $"{endpoint.TrimEnd('/')}/{bucket}";
        var region = environment("AWS_REGION") ?? environment("AWS_DEFAULT_REGION") ?? "us-east-1";
        return $"https://{bucket}.s3.{region}.amazonaws.com";
    }

    // Left to the SDK, AWS_ENDPOINT_URL_S3 is lost (and Amazon asked instead) as soon as anything has read the configuration's region,
    // and the bucket becomes a host name.
    private static void SetPlace(AmazonS3Config config, Func<string, string?> environment)
    {
        var region = environment("AWS_REGION");
        var endpoint = environment("AWS_ENDPOINT_URL_S3");
        if (string.IsNullOrEmpty(endpoint))
        {
            if (!string.IsNullOrEmpty(region))
                config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            return;
        }
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new StorageException($"AWS_ENDPOINT_URL_S3 is '{endpoint}', which is not an http or https URL.");
        config.ServiceURL = endpoint;
        config.AuthenticationRegion = string.IsNullOrEmpty(region) ? "us-east-1" : region;
        config.ForcePathStyle = true;
    }

    // Lambda hands out credentials this way, for the life of the process; the SDK would look into files first.
    private static bool TryGetCredentials(Func<string, string?> environment, [NotNullWhen(true)] out AWSCredentials? credentials)
    {
        var (id, secret, token) =
            (environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY"), environment("AWS_SESSION_TOKEN"));
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(secret))
            credentials = null;
        else if (string.IsNullOrEmpty(token))
            credentials = new BasicAWSCredentials(id, secret);
        else
            credentials = new SessionAWSCredentials(id, secret, token);
        return credentials is not null;
    }
}
