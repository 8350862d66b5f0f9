using ObjectStorage;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Uploads;

/// <summary>
/// The upload itself: takes an image, describes it, deletes it. It returns outcomes; how a client is told about them is the endpoints'
/// choice.
/// </summary>
internal sealed class UploadService(
    UploadRequestReader reader,
    Publisher publisher,
    IObjectStore store,
    PublicUrls urls,
    Rejections rejections,
    ILogger<UploadService> logger)
{
    /// <summary>Reads the image from a request's body, checks it, and stores it once.</summary>
    /// <param name="check">Looks at the request before anything is stored; a problem stops it.</param>
    /// <exception cref="StorageException">The store cannot do its work now.</exception>
    public async ValueTask<Outcome<Uploaded>> UploadAsync(HttpContext context, Func<UploadRequest, Problem?> check) =>
        rejections.Note(await TryUploadAsync(context, check));

    /// <exception cref="StorageException">The store cannot do its work now.</exception>
    public async ValueTask<Outcome<Upload>> DescribeAsync(string id, HttpContext context)
    {
        if (!UploadKey.IsId(id) || await store.HeadAsync(ImageKeys.Published(id), context.RequestAborted) is not { } found)
            return UploadProblems.NoUpload(id);
        return Describe(id, Published.Of(found, PublishedBy.UsBefore), context.Request);
    }

    /// <summary>The description of an image that was just published, or found.</summary>
    public Upload Describe(string id, Published published, HttpRequest request) =>
        ObjectMetadata.ToUpload(id, urls.Image(request, id), published);

    /// <summary>Deletes an image, published or not, for whoever has its token or uploaded it.</summary>
    /// <param name="token">The delete token, or an empty text.</param>
    /// <returns>Why the image was not deleted, or <see langword="null"/>.</returns>
    /// <exception cref="StorageException">The store cannot do its work now.</exception>
    public async ValueTask<Problem?> DeleteAsync(string id, string token, HttpContext context)
    {
        if (await TryDeleteAsync(id, token, context) is { } problem)
            return rejections.Note(problem);
        logger.Deleted(id);
        return null;
    }

    private async ValueTask<Outcome<Uploaded>> TryUploadAsync(HttpContext context, Func<UploadRequest, Problem?> check)
    {
        if ((await reader.ReadAsync(context.Request)).Failed(out var problem, out var body))
            return problem;
        if (IdempotencyKey.Read(context.Request, body.IdempotencyKey).Failed(out problem, out var key))
            return problem;
        if (check(body) is { } objection)
            return objection;
        var submission = new Submission(
            body.Image, key.Id, key.DeleteTokenHash, Uploader.HashOf(context.User), body.FileName, body.Metadata);
        if ((await publisher.PublishAsync(submission, context.RequestAborted)).Failed(out problem, out var published))
            return problem;
        if (published.By == PublishedBy.Another)
            return UploadProblems.IdempotencyConflict();

        var upload = Describe(key.Id, published, context.Request);
        return new Uploaded(
            upload with { DeleteToken = key.DeleteToken, IgnoredFields = body.IgnoredFields },
            published.By == PublishedBy.Us,
            body.Redirect);
    }

    private async ValueTask<Problem?> TryDeleteAsync(string id, string token, HttpContext context)
    {
        if (token.Length == 0 && Uploader.HashOf(context.User) is null)
            return UploadProblems.DeleteTokenRequired();
        if (!UploadKey.IsId(id))
            return UploadProblems.NoUpload(id);
        // In this order: an image that is being published is in both places for a moment, never in neither.
        var incoming = await store.HeadAsync(ImageKeys.Incoming(id), context.RequestAborted);
        if ((await store.HeadAsync(ImageKeys.Published(id), context.RequestAborted) ?? incoming) is not { } found)
            return UploadProblems.NoUpload(id);
        // Either right is enough: an owner does not lose it by sending a wrong token.
        if (!Uploader.Is(context.User, found.Metadata.GetValueOrDefault(MetadataKeys.UploadedBy))
            && !UploadKey.IsDeleteToken(token, found.Metadata.GetValueOrDefault(MetadataKeys.DeleteTokenSha256, "")))
        {
            return token.Length == 0 ? UploadProblems.NotOwner() : UploadProblems.DeleteTokenWrong();
        }

        await store.DeleteAsync(ImageKeys.Incoming(id), context.RequestAborted);
        await store.DeleteAsync(ImageKeys.Published(id), context.RequestAborted);
        return null;
    }
}

/// <summary>An image that was taken.</summary>
/// <param name="IsNew">Whether this request stored it, rather than an earlier one with the same key.</param>
/// <param name="Redirect">The form's <c>_redirect</c>; whoever follows it has checked it.</param>
internal sealed record Uploaded(Upload Upload, bool IsNew, string? Redirect);
