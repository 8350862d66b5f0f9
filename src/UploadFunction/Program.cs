using UploadFunction.Clients;
using UploadFunction.Direct;
using UploadFunction.Hosting;
using UploadFunction.Local;
using UploadFunction.Site;
using UploadFunction.Uploads;

return await LambdaHost.RunAsync(async () =>
{
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Find() });
    LambdaHost.Use(builder);
    if (LambdaHost.IsPresent)
    {
        builder.Logging.ClearProviders().AddJsonConsole();
        builder.Services.AddLambdaMetrics();
    }

    var options = UploadOptions.Load(builder.Configuration, LambdaHost.IsPresent);
    builder.Services.AddUploads(options, builder.Environment.ContentRootPath, LambdaHost.IsPresent);
    builder.Services.AddDirectUploads();
    builder.Services.AddSite();
    builder.Services.AddSingleton<DiskEvents>();
    builder.Services.AddHostedService<IncomingExpiry>();

    await using var app = builder.Build();
    if (options.Function != FunctionKind.Api)
    {
        await LambdaHost.RunEventsAsync(options.Function, app.Services);
        return;
    }

    app.UseDiskPosts(options);
    app.UseUploads();
    if (!LambdaHost.IsPresent)
        app.UseForm();
    app.MapUploads();
    app.MapDirectUploads();
    app.MapCkEditor();
    app.MapDropzone();
    app.MapEasyMde();
    app.MapEditorJs();
    app.MapFilePond();
    app.MapJodit();
    app.MapTinyMce();
    app.MapUppy();
    app.MapService();
    app.MapOpenApi("/openapi.json");
    app.MapImages();
    if (LambdaHost.IsPresent)
        app.MapSiteRedirect();

    app.Lifetime.ApplicationStarted.Register(app.LogPlace);
    await app.RunAsync();
});
