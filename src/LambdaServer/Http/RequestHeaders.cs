using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LambdaServer.Http;

internal static class RequestHeaders
{
    public static IHeaderDictionary Read(JsonElement members, string? domainName)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        foreach (var member in members.Members().Where(member => member.Name.Length > 0))
        {
            if (member.Value.ValueKind == JsonValueKind.Array)
                headers.Append(member.Name, member.Value.Texts().ToArray());
            else if (member.Value.AsText() is { } value)
                headers.Append(member.Name, value);
        }

        if (StringValues.IsNullOrEmpty(headers.Host))
            headers.Host = domainName;
        return headers;
    }

    /// <summary>Every gateway uses HTTPS unless it says otherwise.</summary>
    public static string Scheme(IHeaderDictionary headers) => headers["x-forwarded-proto"].ToString() is "http" ? "http" : "https";

    /// <summary>The length of the decoded body; the header may be wrong, or count the chunked or the base64 form.</summary>
    public static void SetContentLength(IHeaderDictionary headers, int length)
    {
        if (length > 0 || headers.ContainsKey(HeaderNames.ContentLength) || headers.ContainsKey(HeaderNames.TransferEncoding))
            headers.ContentLength = length;
        headers.Remove(HeaderNames.TransferEncoding);
    }
}
