using System.Globalization;

namespace UploadFunction.Uploads.Answers;

/// <summary>The media types that a client accepts, with their weights (RFC 9110, section 12.5.1), as loosely as Java writes them.</summary>
internal readonly struct AcceptHeader(string header)
{
    /// <returns>0 to 1; <see langword="null"/> if the type, or range, is not in the list.</returns>
    public double? QualityOf(string mediaType)
    {
        foreach (var item in header.Split(','))
        {
            var parameters = item.Split(';', StringSplitOptions.TrimEntries);
            if (parameters[0].Equals(mediaType, StringComparison.OrdinalIgnoreCase))
                return parameters.Skip(1).Select(Quality).FirstOrDefault(quality => quality is not null) ?? 1;
        }
        return null;
    }

    private static double? Quality(string parameter) =>
        parameter.Split('=', 2, StringSplitOptions.TrimEntries) is ["q" or "Q", var weight]
        && double.TryParse(weight, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality)
            ? quality
            : null;
}
