using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using ObjectStorage;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Local;

/// <summary>Reads the <c>multipart/form-data</c> of a presigned POST: fields, then the file, then what S3 ignores.</summary>
internal static class PostForm
{
    // S3's limit on what precedes the file.
    private const int MaxFieldBytes = 20 * 1024;

    /// <summary>Hands fields and file to the store as soon as the file begins; the file is not kept in memory.</summary>
    public static async ValueTask<PostOutcome> ReceiveAsync(
        HttpRequest request, IUploadReceiver receiver, CancellationToken cancellationToken)
    {
        if (ContentType.Parse(request.ContentType) is not { MediaType: "multipart/form-data" } type)
            return PostRejections.NotMultipart();
        var boundary = Encoding.Latin1.GetString(type.Boundary);
        if (boundary.Length is 0 or > 200)
            return PostRejections.MalformedForm();

        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        // One byte more than allowed, to tell what fits from what does not.
        var buffer = new byte[MaxFieldBytes + 1];
        var left = MaxFieldBytes;
        var reader = new MultipartReader(boundary, request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (NameOf(section) is not { } name)
                    return PostRejections.MalformedForm();
                if (name.Equals("file", StringComparison.OrdinalIgnoreCase))
                    return await receiver.ReceiveAsync(fields, section.Body, cancellationToken);

                var value = buffer.AsMemory(0, left + 1);
                var length = await section.Body.ReadAtLeastAsync(value, value.Length, throwOnEndOfStream: false, cancellationToken);
                left -= name.Length + length;
                if (left < 0)
                    return PostRejections.FieldsTooLarge();
                if (!fields.TryAdd(name, Encoding.UTF8.GetString(value.Span[..length])))
                    return PostRejections.InvalidArgument($"The field {name} was given twice.");
            }
        }
        // The form broke off, or its parts have endless headers.
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return PostRejections.MalformedForm();
        }
        return PostRejections.NotOneFile();
    }

    // Names come back in messages, so they are limited to what S3's fields have: visible ASCII.
    private static string? NameOf(MultipartSection section) =>
        ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
        && HeaderUtilities.RemoveQuotes(disposition.Name).ToString() is { Length: > 0 } name
        && name.All(character => character is > ' ' and <= '~') ? name : null;
}
