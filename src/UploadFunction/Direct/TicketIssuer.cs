using ObjectStorage;
using UploadFunction.Uploads;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Direct;

internal sealed class TicketIssuer(
    IObjectStore store, UploadService uploads, UploadOptions options, TimeProvider clock, Rejections rejections)
{
    /// <summary>Reads what a client announces, and signs the upload of exactly that.</summary>
    /// <exception cref="StorageException">The store cannot do its work now.</exception>
    public async ValueTask<Outcome<IssuedTicket>> IssueAsync(HttpContext context) => rejections.Note(await TryIssueAsync(context));

    private async ValueTask<Outcome<IssuedTicket>> TryIssueAsync(HttpContext context)
    {
        var request = context.Request;
        if ((await TicketRequest.ReadAsync(request, options)).Failed(out var problem, out var announced))
            return problem;
        if (IdempotencyKey.Read(request, announced.IdempotencyKey).Failed(out problem, out var key))
            return problem;
        var uploader = Uploader.HashOf(context.User);
        if (ObjectMetadata.CreateIncoming(key, uploader, announced.FileName, announced.Format, announced.Metadata)
            .Failed(out problem, out var metadata))
        {
            return problem;
        }

        if (await store.HeadAsync(ImageKeys.Published(key.Id), context.RequestAborted) is { } there)
        {
            // Whoever has the key uploaded this image. Whether it is the same one, only its bytes could tell, and they are not here.
            if (there.Metadata.GetValueOrDefault(MetadataKeys.DeleteTokenSha256) != key.DeleteTokenHash)
                return UploadProblems.IdempotencyConflict();
            var upload = uploads.Describe(key.Id, Published.Of(there, PublishedBy.UsBefore), request);
            return new IssuedTicket(null, upload with { DeleteToken = key.DeleteToken, IgnoredFields = announced.IgnoredFields });
        }

        var expiresAt = clock.GetUtcNow().AddMinutes(options.TicketMinutes);
        var policy = new UploadPolicy(ImageKeys.Incoming(key.Id), announced.Format.MimeType, announced.Size, metadata, expiresAt);
        var signed = await store.SignUploadAsync(policy, context.RequestAborted);
        var api = PublicUrls.Api(request);
        var how = new TicketUpload(
            signed.Method,
            Uri.IsWellFormedUriString(signed.Url, UriKind.Absolute) ? signed.Url : $"{api}/{signed.Url}",
            signed.Headers.Count > 0 ? signed.Headers : null,
            signed.Fields.Count > 0 ? signed.Fields : null);
        return new IssuedTicket(new Ticket(key.Id, how, expiresAt, $"{api}/uploads/{key.Id}/complete", key.DeleteToken), null);
    }
}

/// <summary>A ticket, or the upload if the key's image is published already.</summary>
internal sealed record IssuedTicket(Ticket? Ticket, Upload? Finished);
