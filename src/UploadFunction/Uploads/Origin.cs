using System.Text;

namespace UploadFunction.Uploads;

/// <summary>
/// The origin of a URL as browsers serialize it (RFC 6454): scheme, host in ASCII, port unless it is the scheme's default.
/// </summary>
internal static class Origin
{
    /// <returns>
    /// ASCII. <see langword="null"/> for what is not an http or https URL, <c>null</c> among it, for a URL with a user name, and for a host
    /// that no domain can have.
    /// </returns>
    public static string? Of(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
            return null;
        if (HostOf(uri) is not { } host)
            return null;
        return uri.IsDefaultPort ? $"{uri.Scheme}://{host}" : $"{uri.Scheme}://{host}:{uri.Port}";
    }

    private static string? HostOf(Uri uri)
    {
        if (uri.HostNameType == UriHostNameType.IPv6)
            return uri.Host;
        try
        {
            return Ascii.IsValid(uri.IdnHost) ? uri.IdnHost : null;
        }
        catch (UriFormatException)
        {
            // Characters that IDNA does not allow, or not in this order: Uri notices them only here.
            return null;
        }
    }
}
