using Amazon.Lambda.Annotations;
using UploadFunction.Direct;
using UploadFunction.Site;

namespace UploadFunction.Hosting;

/// <summary>
/// Each generated wrapper creates one of these, and its own service container. The container returns the program's own services, so that
/// they are composed in one place: Program.cs.
/// </summary>
[LambdaStartup]
internal sealed class LambdaStartup
{
    private readonly IServiceProvider _services = Services ?? throw new InvalidOperationException("LambdaStartup.Services is not set.");

    /// <summary>The program's services. Static, because the wrappers' constructors have no parameters.</summary>
    public static IServiceProvider? Services { get; set; }

    public void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton(_ => _services.GetRequiredService<EventInvocations>());
        services.AddSingleton(_ => _services.GetRequiredService<VerifierFunction>());
        services.AddSingleton(_ => _services.GetRequiredService<SitePublisher>());
    }
}
