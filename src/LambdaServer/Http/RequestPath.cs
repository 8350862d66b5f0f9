using Microsoft.AspNetCore.Http;

namespace LambdaServer.Http;

/// <summary>The decoded path of a request, and what lies before it: a gateway's stage, or the base path of a custom domain.</summary>
internal readonly record struct RequestPath(string PathBase, string Path)
{
    /// <summary>Splits off a prefix of one or more whole segments: <c>/prod</c> is not a prefix of <c>/prodx</c>.</summary>
    public static RequestPath Split(string path, string prefix)
    {
        if (prefix.Length <= 1 || !path.StartsWith(prefix, StringComparison.Ordinal))
            return new RequestPath("", path);
        if (path.Length == prefix.Length)
            return new RequestPath(prefix, "/");
        return path[prefix.Length] == '/' ? new RequestPath(prefix, path[prefix.Length..]) : new RequestPath("", path);
    }

    /// <summary>
    /// Decodes as Kestrel does: percent-encoded UTF-8, except <c>%2F</c>, and then without dot segments, so that a check of a path
    /// gives the same result on both hosts. Only <c>%00</c>, for which Kestrel rejects the request, stays encoded.
    /// </summary>
    public static string Decode(string encoded)
    {
        if (!encoded.StartsWith('/'))
            encoded = "/" + encoded;
        var path = PathString.FromUriComponent(encoded.Replace("%00", "%2500", StringComparison.Ordinal)).Value!;
        return path.Contains("/.", StringComparison.Ordinal) ? RemoveDotSegments(path) : path;
    }

    /// <seealso href="https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4"/>
    private static string RemoveDotSegments(string path)
    {
        var segments = path[1..].Split('/');
        var kept = new List<string>(segments.Length);
        for (var i = 0; i < segments.Length; i++)
        {
            var dots = segments[i] is "." or "..";
            if (segments[i] == ".." && kept.Count > 0)
                kept.RemoveAt(kept.Count - 1);
            if (!dots)
                kept.Add(segments[i]);
            else if (i == segments.Length - 1)
                kept.Add(""); // the slash before a last dot segment stays
        }
        return "/" + string.Join('/', kept);
    }
}
