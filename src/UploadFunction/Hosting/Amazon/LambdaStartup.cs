using Amazon.Lambda.Annotations;
using UploadFunction.Direct;
using UploadFunction.Site;

namespace UploadFunction.Hosting;

/// <summary>
/// Each generated wrapper makes one of these, and a service container of its own. It is filled with the services that the program has
/// made, because there is one composition: Program.cs.
/// </summary>
[LambdaStartup]
internal sealed class LambdaStartup
{
    private readonly IServiceProvider _services = Services ?? throw new InvalidOperationException("LambdaStartup.Services is not set.");

    /// <summary>The program's services. Static, as the wrappers have constructors without parameters.</summary>
    public static IServiceProvider? Services { get; set; }

    public void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton(_ => _services.GetRequiredService<EventInvocations>());
        services.AddSingleton(_ => _services.GetRequiredService<VerifierFunction>());
        services.AddSingleton(_ => _services.GetRequiredService<SitePublisher>());
    }
}
