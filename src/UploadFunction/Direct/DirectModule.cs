using UploadFunction.Uploads;

namespace UploadFunction.Direct;

/// <summary>Services of the direct road: tickets out, verified images in.</summary>
internal static class DirectModule
{
    public static void AddDirectUploads(this IServiceCollection services)
    {
        services.AddSingleton<Verifier>();
        services.AddSingleton<VerifierFunction>();
        services.AddSingleton<DiskEvents>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, DirectJson.Default));
    }

    /// <summary>The disk store takes tickets itself, and has what came in verified.</summary>
    public static void UseDiskPosts(this WebApplication app, UploadOptions options) =>
        app.UseDiskPosts(options, app.Services.GetRequiredService<DiskEvents>().OnStored);
}
