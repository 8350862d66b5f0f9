namespace UploadFunction.Uploads;

/// <summary>
/// The origin of a URL as browsers serialize it (RFC 6454): scheme, host in ASCII, port unless it is the scheme's default.
/// </summary>
internal static class Origin
{
    /// <returns>
    /// <see langword="null"/> for what is not an http or https URL, <c>null</c> among it, and for a URL with a user name.
    /// </returns>
    public static string? Of(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
            return null;
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        return uri.IsDefaultPort ? $"{uri.Scheme}://{host}" : $"{uri.Scheme}://{host}:{uri.Port}";
    }
}
