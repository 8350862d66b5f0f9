using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using UploadFunction.Images;

namespace UploadFunction.Uploads;

/// <summary>What the service says of itself.</summary>
internal static class ServiceEndpoints
{
    public static readonly string Version =
        typeof(ServiceEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void MapService(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/limits", [HttpMethods.Get, HttpMethods.Head], (UploadOptions options) => TypedResults.Json(LimitsOf(options), UploadJson.Default.Limits))
            .WithSummary("What images this deployment takes")
            .Produces<Limits>();
        routes.MapMethods("/config.json", [HttpMethods.Get, HttpMethods.Head], Config)
            .WithSummary("All that the form element needs to know")
            // As in the bucket: a site that may not upload still gets an element that says so.
            .RequireCors(cors => cors.AllowAnyOrigin())
            .Produces<SiteConfig>();
        routes.MapMethods("/health", [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Json(new Health("ok"), UploadJson.Default.Health))
            .WithSummary("Whether the service runs")
            .Produces<Health>();
    }

    /// <summary>Where no page is served from here, <c>/</c> leads to the one in the bucket.</summary>
    public static void MapSiteRedirect(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", (HttpRequest request, PublicUrls urls) => TypedResults.Redirect($"{urls.Public(request)}/site/index.html"))
            .ExcludeFromDescription();

    /// <summary>All that the form element needs to know, here and as <c>site/config.json</c> in the bucket.</summary>
    public static SiteConfig ConfigOf(string api, UploadOptions options) => new(Version, api, LimitsOf(options));

    private static JsonHttpResult<SiteConfig> Config(HttpRequest request, UploadOptions options) =>
        TypedResults.Json(ConfigOf(PublicUrls.Api(request), options), UploadJson.Default.SiteConfig);

    private static Limits LimitsOf(UploadOptions options) => new(
        options.MaxInlineBytes,
        options.MaxBytes,
        options.MaxPixels,
        // In the table's order: a page's picker accepts these types, and an iPhone turns HEIC photos into the first of them.
        [.. ImageFormat.All.Where(options.Types.Contains).Select(format => format.MimeType)],
        options.MetadataNames);
}
