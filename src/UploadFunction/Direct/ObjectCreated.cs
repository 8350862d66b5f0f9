namespace UploadFunction.Direct;

/// <summary>
/// EventBridge's event <c>Object Created</c> of S3, as far as this program reads it
/// (<see href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html"/>).
/// </summary>
internal sealed record ObjectCreated(ObjectCreatedDetail? Detail);

internal sealed record ObjectCreatedDetail(EventBucket? Bucket, EventObject? Object);

internal sealed record EventBucket(string? Name);

/// <param name="Key">Not encoded, unlike in S3's own notifications.</param>
internal sealed record EventObject(string? Key);
