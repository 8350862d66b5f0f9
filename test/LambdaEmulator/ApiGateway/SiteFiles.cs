using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace LambdaEmulator.ApiGateway;

/// <summary>The form's files under <c>/site/</c>, which in the cloud the bucket serves.</summary>
internal sealed class SiteFiles(string folder) : IDisposable
{
    private readonly PhysicalFileProvider _files = new(Path.GetFullPath(folder));
    private readonly FileExtensionContentTypeProvider _types = new();

    public async Task<bool> TryServeAsync(HttpContext context, PathString path)
    {
        if (!path.StartsWithSegments("/site", out var rest) || _files.GetFileInfo(rest) is not { Exists: true, IsDirectory: false } file)
            return false;
        if (_types.TryGetContentType(file.Name, out var type))
            context.Response.ContentType = type;
        context.Response.ContentLength = file.Length;
        context.Response.Headers.CacheControl = "no-cache";
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.SendFileAsync(file, context.RequestAborted);
        return true;
    }

    public void Dispose() => _files.Dispose();
}
