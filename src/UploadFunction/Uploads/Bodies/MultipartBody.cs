namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// <c>multipart/form-data</c> (RFC 7578): one file part under any name, and text parts. The image is not copied: it is a slice of the
/// body.
/// </summary>
internal static class MultipartBody
{
    /// <summary>The field that says where the browser goes next after a plain HTML form.</summary>
    private const string RedirectField = "_redirect";

    /// <summary>The field in which a browser says how a form's text is encoded (HTML, "multipart/form-data").</summary>
    private const string CharsetField = "_charset_";

    /// <summary>The field in which Dropzone says which piece of a file it sends.</summary>
    private const string PieceField = "dzchunkindex";

    /// <summary>The part that holds what a JSON body has under the same name.</summary>
    private const string MetadataField = "metadata";

    /// <summary>The file name that browsers give to a Blob, which is no file.</summary>
    private const string NameOfBlob = "blob";

    public static Outcome<UploadRequest> Read(ContentType contentType, ArraySegment<byte> body, UploadOptions options)
    {
        if (contentType.Boundary.Length is 0 or > 200)
        {
            return UploadProblems.MalformedMultipart(
                "its Content-Type names no boundary; leave that header to the browser or client library");
        }

        var decoding = new TextDecoding(CharsetOf(body, contentType.Boundary));
        var collector = new MetadataCollector(options);
        FormPart? image = null, json = null;
        string? redirect = null;
        var parts = new MultipartParts(body, contentType.Boundary);
        while (parts.TryRead(out var slices))
        {
            if (FormPart.Read(slices, decoding) is not { } part)
                return UploadProblems.MalformedMultipart("a part lacks its header Content-Disposition: form-data");

            if (part.IsJson && part.Field == MetadataField)
            {
                if (JsonBody.ReadMetadata(part.Content, collector) is { } problem)
                    return problem;
            }
            else if (part.IsJson && part.FileName is not null)
            {
                // Data beside the image, unless the form has nothing else.
                if (part.FileName == NameOfBlob || json is not null)
                    collector.Ignore(part.Field);
                else
                    json = part;
            }
            else if (part.IsFile)
            {
                // A browser sends this for a file field without a file.
                if (string.IsNullOrEmpty(part.FileName) && part.Content.Count == 0)
                    continue;
                if (image is not null)
                    return UploadProblems.TooManyFiles();
                image = part;
            }
            else if (part.Field == PieceField)
            {
                return UploadProblems.NoChunks();
            }
            else if (part.Field == RedirectField)
            {
                redirect = part.Text(decoding);
            }
            else if (collector.Takes(part.Field))
            {
                if (collector.Add(part.Field, part.Text(decoding)) is { } problem)
                    return problem;
            }
            else if (!IsCharset(part))
            {
                collector.Ignore(part.Field);
            }
        }
        if (parts.Fault is { } fault)
            return UploadProblems.MalformedMultipart(fault);

        if (image is not null && json is not null)
            collector.Ignore(json.Field);
        if ((image ?? json) is not { } file)
            return UploadProblems.NoFile("The form holds no file. Pick an image, and give the file field a name.");
        return file.File().Failed(out var malformed, out var bytes)
            ? malformed
            : new UploadRequest(bytes, file.FileName, collector.Metadata, IdempotencyKey: null, redirect, collector.IgnoredFields);
    }

    /// <summary>It may be the last field, so it is looked for before any other is read.</summary>
    private static Charset? CharsetOf(ArraySegment<byte> body, byte[] boundary)
    {
        var parts = new MultipartParts(body, boundary);
        while (parts.TryRead(out var slices))
        {
            if (FormPart.Read(slices, TextDecoding.Default) is { } part && IsCharset(part)
                && Charset.Find(part.Text(TextDecoding.Default)) is { } charset)
            {
                return charset;
            }
        }
        return null;
    }

    private static bool IsCharset(FormPart part) =>
        part.FileName is null && part.Field.Equals(CharsetField, StringComparison.OrdinalIgnoreCase);
}
