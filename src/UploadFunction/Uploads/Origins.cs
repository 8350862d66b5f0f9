using System.Buffers;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace UploadFunction.Uploads;

/// <summary>What pages of other sites may do: CORS. Behind API Gateway the gateway's own CORS headers replace these.</summary>
internal static class Origins
{
    /// <summary>Headers that scripts of other origins may read.</summary>
    private static readonly string[] ExposedHeaders = ["location", "retry-after", "etag", "content-disposition", "x-delete-token"];

    /// <summary>What a list of header names consists of (RFC 9110, section 5.6.2).</summary>
    private static readonly SearchValues<char> ListOfNames = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz, ");

    /// <summary>To be used before CORS, which repeats in its response what a preflight asks for, even if that is no header.</summary>
    public static Task CheckPreflightAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        if (headers.AccessControlRequestHeaders.ToString().AsSpan().ContainsAnyExcept(ListOfNames))
            headers.Remove(HeaderNames.AccessControlRequestHeaders);
        return next(context);
    }

    public static CorsPolicy CreatePolicy(UploadOptions options)
    {
        var policy = new CorsPolicyBuilder()
            // No route changes anything by PATCH; a widget that sends it must be able to read why not.
            .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete, HttpMethods.Patch)
            .WithExposedHeaders(ExposedHeaders);
        Allow(policy, options);
        return policy.Build();
    }

    /// <summary>
    /// For <c>POST /disk/</c>, as in the template for the bucket. Browsers ask first, because the form watches the progress.
    /// </summary>
    public static Action<CorsPolicyBuilder> CreatePostPolicy(UploadOptions options) =>
        policy => Allow(policy.WithMethods(HttpMethods.Post).WithExposedHeaders("etag", "location"), options);

    private static void Allow(CorsPolicyBuilder policy, UploadOptions options)
    {
        policy.AllowAnyHeader().SetPreflightMaxAge(TimeSpan.FromHours(1));
        _ = options.AllowedOrigins is { } origins ? policy.WithOrigins([.. origins]) : policy.AllowAnyOrigin();
    }
}
