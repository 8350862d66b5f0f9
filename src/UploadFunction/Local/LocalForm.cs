using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using ObjectStorage;
using UploadFunction.Uploads;

namespace UploadFunction.Local;

/// <summary>The form, served from <c>wwwroot</c>; in the cloud the bucket serves it.</summary>
internal static class LocalForm
{
    public static void UseForm(this WebApplication app)
    {
        var store = app.Services.GetRequiredService<IObjectStore>();
        var folder = store.PublicUrl is null && app.Environment.IsDevelopment() ? store.Place : null;
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

    /// <summary>Logs where the form is and where images go, once the server listens.</summary>
    public static void LogPlace(this WebApplication app)
    {
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (bound.Count == 0)
            return;
        var addresses = string.Join(
            "\n                ", bound.SelectMany(address => ServerAddresses.Reachable(address, ServerAddresses.OfThisMachine())));
        var place = app.Services.GetRequiredService<IObjectStore>().Place;
        app.Services.GetRequiredService<ILogger<UploadOptions>>().Ready(addresses, place);
    }

    /// <summary>
    /// By connection and by name: there may be a proxy before us, and a foreign site's name may lead here (DNS rebinding).
    /// </summary>
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } client
        && IPAddress.IsLoopback(client)
        && (context.Request.Host.Host == "localhost"
            || (IPAddress.TryParse(context.Request.Host.Host, out var host) && IPAddress.IsLoopback(host)));
}
