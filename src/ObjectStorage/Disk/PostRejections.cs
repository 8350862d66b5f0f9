namespace ObjectStorage.Disk;

/// <summary>S3's errors for a form that does not match its policy, in S3's words.</summary>
internal static class PostRejections
{
    public static PostRejection AccessDenied() => new("AccessDenied", "Access Denied");

    public static PostRejection AgainstPolicy(string why) => new("AccessDenied", $"Invalid according to Policy: {why}");

    public static PostRejection SignatureDoesNotMatch() => new(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.");

    public static PostRejection InvalidPolicyDocument() => new("InvalidPolicyDocument", "Invalid Policy: Invalid JSON.");

    public static PostRejection MissingField(string name) => new(
        "InvalidArgument",
        $"Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the fields.");

    public static PostRejection EntityTooLarge(long size, long allowed) =>
        new("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", ("ProposedSize", size), ("MaxSizeAllowed", allowed));

    public static PostRejection EntityTooSmall(long size, long allowed) => new(
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
        ("ProposedSize", size),
        ("MinSizeAllowed", allowed));
}
