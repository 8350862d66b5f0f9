namespace UploadFunction.Direct;

/// <summary>Services of direct uploads: tickets out, verified images in.</summary>
internal static class DirectModule
{
    public static void AddDirectUploads(this IServiceCollection services)
    {
        services.AddSingleton<TicketIssuer>();
        services.AddSingleton<Verifier>();
        services.AddSingleton<VerifierFunction>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, DirectJson.Default));
    }
}
