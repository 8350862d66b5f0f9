using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using UploadFunction.Images;

namespace UploadFunction.Uploads;

/// <summary>
/// The section <c>Upload</c> of the configuration: by environment <c>Upload__Name</c>, lists separated by commas. Checked at start.
/// </summary>
internal sealed partial class UploadOptions
{
    /// <summary>A Lambda event holds 6,291,456 bytes of JSON and base64 costs a third: 4.5 MB always fit.</summary>
    private const int LargestInline = 4_500_000;

    private const int LongestTicket = 15;

    /// <summary>What this process does in Lambda.</summary>
    public FunctionRole Function { get; private init; }

    /// <summary>S3 bucket; empty for the disk store.</summary>
    public string? Bucket { get; private init; }

    /// <summary>Folder of the disk store, relative to the content root.</summary>
    public string Directory { get; private init; } = ".data";

    /// <summary>Base of image URLs without a slash at its end; <see langword="null"/>: the request's own scheme, host and PathBase.</summary>
    public string? PublicBaseUrl { get; private init; }

    /// <summary>Bytes of an HTTP body, whatever its kind.</summary>
    public int MaxInlineBytes { get; private init; } = LargestInline;

    /// <summary>Bytes of an image.</summary>
    public int MaxBytes { get; private init; } = 25_000_000;

    /// <summary>Pixels of an image over all its frames.</summary>
    public long MaxPixels { get; private init; } = 100_000_000;

    /// <summary>Formats that are taken.</summary>
    public IReadOnlyList<ImageFormat> Types { get; private init; } =
        [.. ImageFormat.All.Where(format => format.IsOnByDefault)];

    /// <summary>Names of metadata that clients may store with an image; public like the image.</summary>
    public IReadOnlyList<string> MetadataNames { get; private init; } = ["alt", "caption", "credit"];

    /// <summary>Origins whose pages may upload; <see langword="null"/> means all (<c>*</c>).</summary>
    public IReadOnlyList<string>? AllowedOrigins { get; private init; }

    /// <summary>How long a ticket for a direct upload can be used. Temporary credentials, which sign it, may not last longer.</summary>
    public int TicketMinutes { get; private init; } = LongestTicket;

    /// <summary>Reads and checks the section.</summary>
    /// <param name="isLambda">In Lambda images need a bucket, for a sandbox's disk goes with the sandbox. Elsewhere there are no events.</param>
    /// <exception cref="UploadOptionsException">With one line that names the setting and says what it takes.</exception>
    public static UploadOptions Load(IConfiguration configuration, bool isLambda)
    {
        var section = new Section(configuration.GetSection("Upload"));
        var defaults = new UploadOptions();
        var function = section.Choice<FunctionRole>("Function") ?? defaults.Function;
        if (!isLambda && function != FunctionRole.Api)
            throw new UploadOptionsException($"Upload__Function is '{function}', which takes events of AWS Lambda or an emulator of it, but AWS_LAMBDA_RUNTIME_API is not set.");
        var bucket = section.Text("Bucket", BucketName(), "the name of an S3 bucket");
        var directory = section.Text("Directory");
        if (isLambda && bucket is null && directory is null)
            throw new UploadOptionsException("Upload__Bucket is not set: name the S3 bucket (or, for a trial with `sam local`, set Upload__Directory to a folder).");

        return new UploadOptions
        {
            Function = function,
            Bucket = bucket,
            Directory = directory ?? defaults.Directory,
            PublicBaseUrl = section.Url("PublicBaseUrl") ?? (bucket is null ? null : BucketUrl(bucket, configuration)),
            MaxInlineBytes = (int)section.Number("MaxInlineBytes", defaults.MaxInlineBytes, LargestInline),
            MaxBytes = (int)section.Number("MaxBytes", defaults.MaxBytes, 1_000_000_000),
            MaxPixels = section.Number("MaxPixels", defaults.MaxPixels, 1_000_000_000_000),
            TicketMinutes = (int)section.Number("TicketMinutes", defaults.TicketMinutes, LongestTicket),
            Types = section.List<ImageFormat>("Types", TryParseType, "a MIME type such as image/jpeg") ?? defaults.Types,
            MetadataNames = section.List<string>("MetadataNames", TryParseMetadataName, "a name of a-z, 0-9 and '-' that is not one of ours") ?? defaults.MetadataNames,
            AllowedOrigins = section.Text("AllowedOrigins") is null or "*"
                ? null
                : section.List<string>("AllowedOrigins", TryParseOrigin, "'*' alone, or origins such as https://www.example.com"),
        };
    }

    /// <summary>An absolute http or https URL without query, to which paths can be added: without a slash at its end.</summary>
    public static bool TryParseUrl(string text, [NotNullWhen(true)] out string? url)
    {
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", Query: "", Fragment: "" };
        url = isUrl ? text.TrimEnd('/') : null;
        return isUrl;
    }

    private static string BucketUrl(string bucket, IConfiguration configuration) =>
        configuration["AWS_ENDPOINT_URL_S3"] is { Length: > 0 } endpoint
            ? $"{endpoint.TrimEnd('/')}/{bucket}"
            : $"https://{bucket}.s3.{configuration["AWS_REGION"] ?? configuration["AWS_DEFAULT_REGION"] ?? "us-east-1"}.amazonaws.com";

    private static bool TryParseType(string text, [NotNullWhen(true)] out ImageFormat? format) => ImageFormat.TryParseMimeType(text, out format);

    private static bool TryParseMetadataName(string text, out string name)
    {
        name = text.ToLowerInvariant();
        return MetadataName().IsMatch(name) && !ObjectMetadata.ReservedNames.Contains(name);
    }

    private static bool TryParseOrigin(string text, [NotNullWhen(true)] out string? origin)
    {
        origin = Origins.Of(text);
        return origin is not null && new Uri(text) is { PathAndQuery: "/", Fragment: "" };
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex MetadataName();

    private delegate bool TryParse<T>(string text, [MaybeNullWhen(false)] out T value);

    /// <summary>Typed reading of the section; every complaint names the setting as the environment spells it.</summary>
    private sealed class Section(IConfiguration section)
    {
        public string? Text(string name) => section[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

        public string? Text(string name, Regex pattern, string takes)
        {
            var text = Text(name);
            return text is null || pattern.IsMatch(text) ? text : throw Wrong(name, text, takes);
        }

        public long Number(string name, long standard, long largest)
        {
            if (Text(name) is not { } text)
                return standard;
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= largest
                ? number
                : throw Wrong(name, text, $"a whole number from 1 to {largest.ToString(CultureInfo.InvariantCulture)}");
        }

        public T? Choice<T>(string name)
            where T : struct, Enum
        {
            if (Text(name) is not { } text)
                return null;
            // TryParse alone takes numbers, and several names at once.
            return Enum.GetNames<T>().FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found
                ? Enum.Parse<T>(found)
                : throw Wrong(name, text, $"one of {string.Join(", ", Enum.GetNames<T>())}");
        }

        public string? Url(string name)
        {
            if (Text(name) is not { } text)
                return null;
            return TryParseUrl(text, out var url) ? url : throw Wrong(name, text, "an absolute http or https URL without query");
        }

        public T[]? List<T>(string name, TryParse<T> parse, string takes)
        {
            if (Text(name) is not { } text)
                return null;
            var items = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return items.Length == 0
                ? throw Wrong(name, text, takes)
                : [.. items.Select(item => parse(item, out var value) ? value : throw Wrong(name, item, takes)).Distinct()];
        }

        private static UploadOptionsException Wrong(string name, string value, string takes) =>
            new($"Upload__{name} is '{value}', but must be {takes}.");
    }
}

/// <summary>One binary is three functions, each with its own rights, time and alarms.</summary>
internal enum FunctionRole
{
    /// <summary>Answers HTTP.</summary>
    Api,

    /// <summary>Checks and publishes what came into <c>incoming/</c>.</summary>
    Verifier,

    /// <summary>Writes the form into the bucket when the stack is deployed.</summary>
    SitePublisher,
}

/// <summary>A setting is wrong. The message is one line for the person who set it.</summary>
internal sealed class UploadOptionsException(string message) : Exception(message);
