using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace UploadFunction.Site;

/// <summary>
/// Prepares a page of <c>wwwroot</c> for the bucket. The API has a different URL there, and the form and the links must lead to it even
/// without scripts.
/// </summary>
internal static partial class SitePage
{
    /// <summary>
    /// Sets the URL after <c>data-api="path"</c>. If the API requires a token, also hides elements with <c>data-jwt="hide"</c> and shows
    /// those with <c>data-jwt="show" hidden</c>.
    /// </summary>
    public static ReadOnlyMemory<byte> PointAt(ReadOnlyMemory<byte> page, SiteSettings settings)
    {
        var text = Encoding.UTF8.GetString(page.Span);
        var api = HtmlEncoder.Default.Encode(settings.Api);
        var pointed = ApiAddress().Replace(text, found => $"{found.Groups["before"]}{api}/{found.Groups["path"]}\"");
        if (settings.WantsToken)
        {
            pointed = pointed
                .Replace("data-jwt=\"hide\"", "data-jwt=\"hide\" hidden", StringComparison.Ordinal)
                .Replace("data-jwt=\"show\" hidden", "data-jwt=\"show\"", StringComparison.Ordinal);
        }
        return pointed == text ? page : Encoding.UTF8.GetBytes(pointed);
    }

    [GeneratedRegex("(?<before>data-api=\"(?<path>[^\"]+)\" (?:action|href)=\")[^\"]*\"")]
    private static partial Regex ApiAddress();
}
