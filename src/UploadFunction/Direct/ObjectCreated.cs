namespace UploadFunction.Direct;

/// <summary>
/// EventBridge's event <c>Object Created</c> of S3, as far as it is read here
/// (<see href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html"/>).
/// </summary>
internal sealed record ObjectCreated(ObjectCreatedDetail? Detail);

internal sealed record ObjectCreatedDetail(EventBucket? Bucket, EventObject? Object);

internal sealed record EventBucket(string? Name);

/// <param name="Key">As it is: unlike S3's own notifications, EventBridge's do not encode it.</param>
internal sealed record EventObject(string? Key);
