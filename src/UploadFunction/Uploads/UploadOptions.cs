using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using UploadFunction.Images;

namespace UploadFunction.Uploads;

/// <summary>
/// The section <c>Upload</c> of the configuration: <c>Upload__Name</c> in the environment, lists separated by commas. Checked at start.
/// </summary>
internal sealed partial class UploadOptions
{
    /// <summary>A Lambda event holds 6,291,456 bytes of JSON, and base64 costs a third: 4.5 MB always fit.</summary>
    private const int LargestInline = 4_500_000;

    private const int LongestTicket = 15;

    /// <summary>What this process does in Lambda.</summary>
    public FunctionKind Function { get; private init; }

    /// <summary>S3 bucket; <see langword="null"/> for the disk store (<see cref="StoreChoice"/>).</summary>
    public string? Bucket { get; private init; }

    /// <summary>Folder of the disk store, relative to the content root; <see langword="null"/> if none is set.</summary>
    public string? Directory { get; private init; }

    /// <summary>
    /// Base of image URLs, without a slash at the end; <see langword="null"/>: the store's own (<see cref="PublicUrls"/>).
    /// </summary>
    public string? PublicBaseUrl { get; private init; }

    /// <summary>Bytes of an HTTP body, whatever its kind.</summary>
    public int MaxInlineBytes { get; private init; } = LargestInline;

    /// <summary>Bytes of an image.</summary>
    public int MaxBytes { get; private init; } = 25_000_000;

    /// <summary>Pixels of an image over all its frames.</summary>
    public long MaxPixels { get; private init; } = 100_000_000;

    /// <summary>Formats that are accepted.</summary>
    public IReadOnlyList<ImageFormat> Types { get; private init; } = [.. ImageFormat.All.Where(format => format.IsOnByDefault)];

    /// <summary>
    /// Whether what cameras and programs wrote into an image stays: place, time, device, names. All of it is public like the image.
    /// </summary>
    public bool KeepMetadata { get; private init; }

    /// <summary>Names of metadata that clients may store with an image; public like the image.</summary>
    public IReadOnlyList<string> MetadataNames { get; private init; } = ["alt", "caption", "credit"];

    /// <summary>Origins whose pages may upload; <see langword="null"/> means all (<c>*</c>).</summary>
    public IReadOnlyList<string>? AllowedOrigins { get; private init; }

    /// <summary>How long a ticket for a direct upload is valid. The temporary credentials that sign it may not last longer.</summary>
    public int TicketMinutes { get; private init; } = LongestTicket;

    /// <summary>Reads and checks the section.</summary>
    /// <param name="isLambda">Only in Lambda there are events for functions other than the API.</param>
    /// <exception cref="UploadOptionsException">With one line that names the setting and says what it takes.</exception>
    public static UploadOptions Load(IConfiguration configuration, bool isLambda)
    {
        var section = new SettingsSection(configuration.GetSection("Upload"));
        var defaults = new UploadOptions();
        var function = section.Choice<FunctionKind>("Function") ?? defaults.Function;
        if (!isLambda && function != FunctionKind.Api)
        {
            throw new UploadOptionsException(
                $"Upload__Function is '{function}', which takes events of AWS Lambda or an emulator of it, but AWS_LAMBDA_RUNTIME_API is "
                + "not set.");
        }

        return new UploadOptions
        {
            Function = function,
            Bucket = section.Text("Bucket", BucketName(), "the name of an S3 bucket"),
            Directory = section.Text("Directory"),
            PublicBaseUrl = section.Url("PublicBaseUrl"),
            MaxInlineBytes = (int)section.Number("MaxInlineBytes", defaults.MaxInlineBytes, LargestInline),
            MaxBytes = (int)section.Number("MaxBytes", defaults.MaxBytes, 1_000_000_000),
            MaxPixels = section.Number("MaxPixels", defaults.MaxPixels, 1_000_000_000_000),
            TicketMinutes = (int)section.Number("TicketMinutes", defaults.TicketMinutes, LongestTicket),
            Types = section.List<ImageFormat>("Types", ImageFormat.TryParseMimeType, "a MIME type such as image/jpeg") ?? defaults.Types,
            KeepMetadata = section.Flag("KeepMetadata", defaults.KeepMetadata),
            MetadataNames = section.List<string>(
                "MetadataNames", TryParseMetadataName, "a name of a-z, 0-9 and '-' that is not reserved")
                ?? defaults.MetadataNames,
            AllowedOrigins = section.Text("AllowedOrigins") is null or "*"
                ? null
                : section.List<string>("AllowedOrigins", TryParseOrigin, "'*' alone, or origins such as https://www.example.com"),
        };
    }

    private static bool TryParseMetadataName(string text, out string name)
    {
        name = text.ToLowerInvariant();
        return MetadataName().IsMatch(name) && !MetadataKeys.Reserved.Contains(name);
    }

    private static bool TryParseOrigin(string text, [NotNullWhen(true)] out string? origin)
    {
        origin = Origin.Of(text);
        return origin is not null && new Uri(text) is { PathAndQuery: "/", Fragment: "" };
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex MetadataName();
}

/// <summary>One binary is three functions, each with its own rights, time limit and alarms.</summary>
internal enum FunctionKind
{
    /// <summary>Serves HTTP.</summary>
    Api,

    /// <summary>Checks and publishes what was sent to <c>incoming/</c>.</summary>
    Verifier,

    /// <summary>Writes the form into the bucket when the stack is deployed.</summary>
    SitePublisher,
}
