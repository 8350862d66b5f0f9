using ObjectStorage;
using UploadFunction.Uploads.Answers;
using UploadFunction.Uploads.Bodies;

namespace UploadFunction.Uploads;

/// <summary>Services and middleware of uploads, in their one right order.</summary>
internal static class UploadsModule
{
    public static void AddUploads(this IServiceCollection services, UploadOptions options, string contentRoot, bool isLambda)
    {
        services.AddSingleton(provider => StoreChoice.Open(
            options, contentRoot, isLambda, Environment.GetEnvironmentVariable, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<UploadMetrics>();
        services.AddSingleton<Rejections>();
        services.AddSingleton<PublicUrls>();
        services.AddSingleton<BodyBudget>();
        services.AddSingleton<UploadRequestReader>();
        services.AddSingleton<Publisher>();
        services.AddSingleton<UploadService>();
        services.AddSingleton<FormPages>();
        services.AddSingleton<ApiDialect>();
        services.AddSingleton<Dialects>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, UploadJson.Default));
        services.AddCors(cors => cors.AddDefaultPolicy(Origins.CreatePolicy(options)));
        services.AddUploadsDescription();
    }

    public static void UseUploads(this WebApplication app)
    {
        // A store that cannot be opened ends the start, not the first upload.
        app.Services.GetRequiredService<IObjectStore>();

        app.UseMiddleware<RequestGuard>();
        app.Use(Origins.CheckPreflightAsync);
        app.UseCors();
        app.UseMiddleware<OriginGuard>();
    }
}
