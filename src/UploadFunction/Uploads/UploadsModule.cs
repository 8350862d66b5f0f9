using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using UploadFunction.Storage;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Uploads;

/// <summary>Services and middleware of the slice, in their one right order.</summary>
internal static class UploadsModule
{
    public static void AddUploads(this IServiceCollection services, UploadOptions options, string contentRoot)
    {
        services.AddSingleton<IObjectStore>(provider => OpenStore(options, contentRoot, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<UploadMetrics>();
        services.AddSingleton<Refusals>();
        services.AddSingleton<PublicUrls>();
        services.AddSingleton<FormAnswers>();
        services.AddSingleton<UploadRequestReader>();
        services.AddSingleton<Publisher>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, UploadJson.Default));
        services.AddCors(cors => cors.AddDefaultPolicy(Origins.CreatePolicy(options)));
        services.AddUploadsDescription();
    }

    public static void UseUploads(this WebApplication app, UploadOptions options)
    {
        // A store that cannot be opened ends the start, not the first upload.
        app.Services.GetRequiredService<IObjectStore>();

        app.UseMiddleware<RequestGuard>();
        app.UseCors();
        app.Use((context, next) =>
        {
            if (!HttpMethods.IsOptions(context.Request.Method))
                return Origins.GuardAsync(context, options, next);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    private static IObjectStore OpenStore(UploadOptions options, string contentRoot, TimeProvider clock) => options.Bucket is { } bucket
        ? new S3ObjectStore(S3Clients.Create(Environment.GetEnvironmentVariable), bucket, clock)
        : new DiskObjectStore(FolderOf(options, contentRoot), clock);

    private static string FolderOf(UploadOptions options, string contentRoot) => Path.GetFullPath(options.Directory, contentRoot);

    /// <summary>Serves the form from <c>wwwroot</c>; in the cloud the bucket does.</summary>
    public static void UseForm(this WebApplication app, UploadOptions options)
    {
        var folder = options.Bucket is null && app.Environment.IsDevelopment() ? FolderOf(options, app.Environment.ContentRootPath) : null;
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file =>
            {
                var headers = file.Context.Response.Headers;
                headers.CacheControl = "no-cache";
                // As in the bucket, whatever AllowedOrigins says: a site that may not upload still gets an element that says so.
                headers.AccessControlAllowOrigin = "*";
                // For the page alone: no other origin may read this header.
                if (folder is not null && file.File.Name == "index.html" && IsLocal(file.Context))
                    headers["Upload-Directory"] = Uri.EscapeDataString(folder);
            },
        });
    }

    /// <summary>Says where the form is and where images go, once the server listens.</summary>
    public static void LogPlace(this WebApplication app, UploadOptions options)
    {
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (bound.Count == 0)
            return;
        var addresses = string.Join("\n                ", bound.SelectMany(address => ServerAddresses.Reachable(address, ServerAddresses.OfThisMachine())));
        var place = options.Bucket is { } bucket ? $"S3 bucket {bucket}" : FolderOf(options, app.Environment.ContentRootPath);
        app.Services.GetRequiredService<ILogger<UploadOptions>>().Ready(addresses, place);
    }

    /// <summary>By connection and by name: a proxy may stand before us, and a foreign site's name may lead here (DNS rebinding).</summary>
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } client && IPAddress.IsLoopback(client)
        && (context.Request.Host.Host == "localhost" || (IPAddress.TryParse(context.Request.Host.Host, out var host) && IPAddress.IsLoopback(host)));
}
