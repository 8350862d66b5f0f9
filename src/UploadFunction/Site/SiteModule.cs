namespace UploadFunction.Site;

/// <summary>Services of the SitePublisher.</summary>
internal static class SiteModule
{
    public static void AddSite(this IServiceCollection services)
    {
        services.AddSingleton<SiteFolder>();
        services.AddSingleton<ResponseSender>();
        services.AddSingleton<SitePublisher>();
    }
}
