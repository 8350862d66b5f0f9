using System.Globalization;
using UploadFunction.Images;

namespace UploadFunction.Uploads;

/// <summary>
/// Every problem of the API, each defined once. <c>docs/problems.md</c> explains them by code; a test holds the two together.
/// </summary>
internal static class UploadProblems
{
    private const string SafeToRepeat = "Try again; an upload that is sent again with the same Idempotency-Key is stored once.";

    public static Problem InvalidRedirect(string why) =>
        new(400, "invalid-redirect", $"The form's _redirect was rejected: {why}. Nothing was stored.", Remedy.TellOwner);

    public static Problem BadRequest() =>
        new(400, "bad-request", "The request broke off, or it is not what HTTP allows. Send it again.", Remedy.Wait);

    public static Problem MethodNotAllowed(string method) =>
        new(405, "method-not-allowed", $"{method} is not supported here. The Allow header lists what is.", Remedy.TellOwner);

    public static Problem InternalError() => new(500, "internal-error", $"Something went wrong on our side. {SafeToRepeat}", Remedy.Wait);

    public static Problem UnsupportedBody(string why) => new(415, "unsupported-body", why, Remedy.TellOwner);

    public static Problem NoFile(string why) => new(400, "no-file", why, Remedy.OtherImage);

    public static Problem TooManyFiles() => new(400, "too-many-files", "Send one image at a time.", Remedy.TellOwner);

    public static Problem NoChunks() => new(400, "no-chunks",
        "Images are not taken in pieces: switch chunked uploads off in the upload widget. Large images go by POST /uploads/direct.",
        Remedy.TellOwner);

    public static Problem NoRemoteFiles() => new(400, "no-remote-files",
        "Images are not fetched from other addresses. Save the image, and upload the file.", Remedy.TellOwner);

    public static Problem EmptyFile() => new(400, "empty-file", "The file is empty: it has no bytes at all.", Remedy.OtherImage);

    public static Problem MalformedMultipart(string why) =>
        new(400, "malformed-multipart", $"The multipart body is malformed: {why}.", Remedy.TellOwner);

    public static Problem MalformedJson(string why) => new(400, "malformed-json", $"The JSON body is malformed: {why}.");

    public static Problem MalformedBase64(string why) => new(400, "malformed-base64", $"The image is not valid base64: {why}.");

    public static Problem CorruptedInTransit() => new(400, "corrupted-in-transit",
        "The image was damaged on its way: a gateway treated its bytes as text and replaced some by U+FFFD. "
        + "Set the API's BinaryMediaTypes (REST API) to */* or use an HTTP API; `sam local start-api` has this fault, "
        + "`sam local invoke -e` does not.",
        Remedy.TellOwner);

    public static Problem TooLargeInline(long? size, UploadOptions options) => new(413, "too-large",
        $"{Sized("This request", size)} at most {Megabytes(options.MaxInlineBytes)} can be sent this way. "
        + $"Send images of up to {Megabytes(options.MaxBytes)} by POST /uploads/direct.",
        Remedy.OtherImage)
    {
        Limit = options.MaxInlineBytes,
        Size = size,
    };

    public static Problem TooLarge(long size, UploadOptions options) =>
        new(413, "too-large", $"This image is {Megabytes(size)}; the limit is {Megabytes(options.MaxBytes)}.", Remedy.OtherImage)
        {
            Limit = options.MaxBytes,
            Size = size,
        };

    public static Problem UnsupportedImage(ImageRejection rejection, UploadOptions options) =>
        UnsupportedImage(Sentence(rejection.Reason), options.Types);

    public static Problem UnsupportedImage(ImageFormat format, UploadOptions options) =>
        UnsupportedImage($"This is a {format.Name} image, which is switched off here.", options.Types);

    /// <summary>For a file that is only announced.</summary>
    public static Problem UnsupportedImage(string announced, UploadOptions options) => UnsupportedImage(
        announced.ToLowerInvariant() switch
        {
            "image/svg+xml" => Sentence(ForeignFormats.SvgRunsScripts),
            "text/html" or "application/xhtml+xml" => Sentence(ForeignFormats.HtmlRunsScripts),
            _ when ImageFormat.TryParseMimeType(announced, out var format) => $"{format.Name} is switched off here.",
            _ => "Files of this type are not taken.",
        },
        options.Types);

    public static Problem InvalidImage(ImageRejection rejection) =>
        new(422, "invalid-image", $"This image is damaged: {rejection.Reason} (at byte {rejection.Offset:N0}).", Remedy.OtherImage)
        { Offset = rejection.Offset };

    public static Problem TooManyPixels(ImageInfo image, UploadOptions options)
    {
        var frames = image.Frames > 1 ? $" in its {image.Frames} frames" : "";
        var why = $"This image has {Megapixels(image.Pixels)}{frames}; the limit is {Megapixels(options.MaxPixels)}.";
        return new(422, "too-many-pixels", why, Remedy.OtherImage) { Limit = options.MaxPixels, Size = image.Pixels };
    }

    public static Problem InvalidMetadata(string why, params string[] names) => new(400, "invalid-metadata", why) { Names = names };

    public static Problem WeakIdempotencyKey() => new(400, "weak-idempotency-key",
        $"An idempotency key must be {UploadKey.MinLength} to {UploadKey.MaxLength} visible ASCII characters that nobody can guess, "
        + "such as 128 random bits or a UUID of version 4. Without one, the server generates one.",
        Remedy.TellOwner);

    public static Problem IdempotencyConflict() =>
        new(409, "idempotency-conflict", "Another image was stored with this idempotency key already. Use a new key for each image.");

    public static Problem InvalidTicket(string why) => new(400, "invalid-ticket", why);

    public static Problem NotReceived() => new(409, "not-received",
        "There is nothing to check yet: send the image to the ticket's URL first. "
        + "An image that was rejected or deleted has to be sent again.");

    public static Problem NotFound(string what) => new(404, "not-found", what, Remedy.TellOwner);

    public static Problem NoUpload(string id) =>
        NotFound(UploadKey.IsId(id) ? $"There is no image {id}." : "This is not the id of an upload.");

    public static Problem DeleteTokenRequired() => new(401, "delete-token-required",
        "To delete, send the upload's deleteToken in the header X-Delete-Token, or sign in as the user who uploaded the image.");

    public static Problem DeleteTokenWrong() => new(403, "delete-token-wrong", "This token does not delete this image.");

    public static Problem NotOwner() => new(403, "not-owner",
        "You did not upload this image. To delete it, send the upload's deleteToken in the header X-Delete-Token.");

    public static Problem OriginNotAllowed(string origin) => new(403, "origin-not-allowed",
        $"Pages of {origin} may not upload here. The operator lists the sites that may in AllowedOrigins.", Remedy.TellOwner);

    public static Problem StorageUnavailable() =>
        new(503, "storage-unavailable", $"The image store cannot be reached just now. {SafeToRepeat}", Remedy.Wait)
        { RetryAfterSeconds = 5 };

    public static Problem Busy() =>
        new(503, "busy", $"Too many images are being uploaded at this moment. {SafeToRepeat}", Remedy.Wait) { RetryAfterSeconds = 3 };

    public static Problem Deadline() =>
        new(503, "deadline", $"This took too long and was given up. {SafeToRepeat}", Remedy.Wait) { RetryAfterSeconds = 2 };

    private static Problem UnsupportedImage(string what, IReadOnlyList<ImageFormat> types) =>
        new(415, "unsupported-image", $"{what} Send {JoinOr([.. types.Select(type => type.Name)])}.", Remedy.OtherImage)
        { Types = [.. types.Select(type => type.MimeType)] };

    private static string Sentence(string clause) => $"{char.ToUpperInvariant(clause[0])}{clause[1..]}.";

    private static string Sized(string subject, long? size) =>
        size is { } known ? $"{subject} is {Megabytes(known)};" : $"{subject} is too large;";

    /// <summary>Decimal megabytes with as many places as it takes to tell the size from a limit beside it.</summary>
    internal static string Megabytes(long bytes) => bytes < 1_000_000 || bytes % 100_000 != 0
        ? bytes.ToString("N0", CultureInfo.InvariantCulture) + (bytes == 1 ? " byte" : " bytes")
        : (bytes / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + " MB";

    private static string Megapixels(long pixels) => (pixels / 1e6).ToString("#,0.#", CultureInfo.InvariantCulture) + " megapixels";

    private static string JoinOr(string[] names) =>
        names is [.. var first, var last] && first.Length > 0 ? $"{string.Join(", ", first)} or {last}" : names[0];
}
