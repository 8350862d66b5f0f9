using Microsoft.AspNetCore.Cors.Infrastructure;

namespace UploadFunction.Uploads;

/// <summary>Which sites' pages may use the API. Behind API Gateway the gateway's own CORS headers replace these.</summary>
internal static class Origins
{
    /// <summary>Headers that scripts of other origins may read.</summary>
    private static readonly string[] ExposedHeaders = ["location", "retry-after", "etag"];

    /// <summary>The origin of a URL as browsers serialize it (RFC 6454): scheme, host in ASCII, port unless it is the scheme's own.</summary>
    /// <returns><see langword="null"/> for what is no http or https URL, <c>null</c> among it, and for one with a user name.</returns>
    public static string? Of(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
            return null;
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        return uri.IsDefaultPort ? $"{uri.Scheme}://{host}" : $"{uri.Scheme}://{host}:{uri.Port}";
    }

    public static CorsPolicy CreatePolicy(UploadOptions options)
    {
        var policy = new CorsPolicyBuilder()
            .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
            .AllowAnyHeader()
            .WithExposedHeaders(ExposedHeaders)
            .SetPreflightMaxAge(TimeSpan.FromHours(1));
        return (options.AllowedOrigins is { } origins ? policy.WithOrigins([.. origins]) : policy.AllowAnyOrigin()).Build();
    }

    /// <summary>For <c>POST /disk/</c>, as the template has it for the bucket. Browsers ask first, because the form watches the progress.</summary>
    public static Action<CorsPolicyBuilder> CreatePostPolicy(UploadOptions options) => policy =>
    {
        policy.WithMethods(HttpMethods.Post).AllowAnyHeader().WithExposedHeaders("etag", "location").SetPreflightMaxAge(TimeSpan.FromHours(1));
        _ = options.AllowedOrigins is { } origins ? policy.WithOrigins([.. origins]) : policy.AllowAnyOrigin();
    };

    /// <summary>Refuses what would change something on behalf of a page that is not on the list.</summary>
    public static Task GuardAsync(HttpContext context, UploadOptions options, RequestDelegate next)
    {
        var origin = context.Request.Headers.Origin.ToString();
        var isForeign = options.AllowedOrigins is { } allowed
            && origin.Length > 0
            && !HttpMethods.IsGet(context.Request.Method)
            && !HttpMethods.IsHead(context.Request.Method)
            && !(Of(origin) is { } parsed && (allowed.Contains(parsed) || parsed == Of(PublicUrls.Api(context.Request))));
        if (!isForeign)
            return next(context);
        var refusals = context.RequestServices.GetRequiredService<Refusals>();
        return refusals.Note(UploadProblems.OriginNotAllowed(Of(origin) ?? "an unnamed origin")).ExecuteAsync(context);
    }
}
