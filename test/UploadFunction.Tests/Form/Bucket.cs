using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>
/// The public bucket of a deployment, on an origin of its own: the element and config.json in <c>site/</c>, the element alone in
/// <c>site/1.2.3/</c>, and the images. Every page may read it, whatever sites the API takes images from.
/// </summary>
internal sealed class Bucket : IAsyncDisposable
{
    private readonly WebApplication _app;
    private UploadApi? _api;

    private Bucket()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
            return next(context);
        });
        _app.MapGet("/site/config.json", (CancellationToken aborted) => ReadAsync("config.json", aborted));
        _app.MapGet(
            "/site/image-upload.{extension}",
            (string extension, CancellationToken aborted) => ReadAsync($"image-upload.{extension}", aborted));
        _app.MapGet(
            "/site/1.2.3/image-upload.{extension}",
            (string extension, CancellationToken aborted) => ReadAsync($"image-upload.{extension}", aborted));
        _app.MapGet("/images/{id}", (string id, CancellationToken aborted) => ReadAsync($"images/{id}", aborted));
    }

    /// <summary>Ends in a slash, as the address of its folders does.</summary>
    public Uri BaseAddress => new(_app.Urls.Single());

    public string Origin => BaseAddress.GetLeftPart(UriPartial.Authority);

    public Uri Site => new(BaseAddress, Version is null ? "site/" : $"site/{Version}/");

    /// <summary>The folder that a page has the element from.</summary>
    public string? Version { get; init; }

    public static async Task<Bucket> StartAsync(string? version = null)
    {
        var bucket = new Bucket { Version = version };
        await bucket._app.StartAsync();
        return bucket;
    }

    /// <summary>From now on the bucket holds what this deployment puts there.</summary>
    public void Publish(UploadApi api) => _api = api;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ReadAsync(string path, CancellationToken aborted)
    {
        using var response = await _api!.Client.GetAsync(new Uri(path, UriKind.Relative), aborted);
        var bytes = await response.Content.ReadAsByteArrayAsync(aborted);
        return response.IsSuccessStatusCode ? Results.Bytes(bytes, response.Content.Headers.ContentType?.ToString()) : Results.NotFound();
    }
}
