namespace UploadFunction.Images;

/// <summary>
/// Why a file is not taken. Everything that reads a file returns <c>ImageRejection?</c>, where <see langword="null"/> means that
/// nothing is wrong so far.
/// </summary>
/// <param name="Reason">What is wrong, in words for a person, without a full stop: "the file ends inside the IDAT chunk".</param>
/// <param name="Offset">Where the part at fault starts, in bytes from 0; the file's length when a part is missing at its end.</param>
internal readonly record struct ImageRejection(ImageRejectionKind Kind, string Reason, long Offset)
{
    /// <summary>Of a file that ends too early. It says what to do, for a retry of the same file fails again.</summary>
    public const string CutOffReason = "the picture data is cut off; save the photo anew, or send it again from the camera";

    public static ImageRejection CutOff(long offset) => Invalid(CutOffReason, offset);

    public static ImageRejection Invalid(string reason, long offset) => new(ImageRejectionKind.Invalid, reason, offset);

    public static ImageRejection Unsupported(string reason, long offset) => new(ImageRejectionKind.Unsupported, reason, offset);
}

internal enum ImageRejectionKind
{
    /// <summary>None of the formats in the table, or a variant of one that browsers do not show (an arithmetic-coded JPEG).</summary>
    Unsupported,

    /// <summary>One of the formats, but truncated, damaged or inconsistent.</summary>
    Invalid,
}
