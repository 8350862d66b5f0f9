using UploadFunction.Images;

namespace UploadFunction.Uploads;

/// <summary>An image that is taken.</summary>
/// <param name="Format">Of its bytes, whatever the client claims.</param>
/// <param name="Info">Its size and frames, without what is left out.</param>
/// <param name="Parts">What of it is stored.</param>
internal sealed record CheckedImage(ImageFormat Format, ImageInfo Info, ImageParts Parts);
