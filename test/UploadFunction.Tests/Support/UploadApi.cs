using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace UploadFunction.Tests.Support;

/// <summary>
/// The whole program on Kestrel, on a free port of the loopback, with a disk store in a folder of its own. Requests go through real
/// sockets.
/// </summary>
internal sealed class UploadApi : IAsyncDisposable
{
    private readonly Factory _factory;

    private UploadApi(Factory factory, DirectoryInfo folder)
    {
        _factory = factory;
        Folder = folder;
        Client = NewClient();
    }

    /// <summary>Where the images lie.</summary>
    public DirectoryInfo Folder { get; }

    /// <summary>Ends in a slash.</summary>
    public Uri BaseAddress => _factory.ClientOptions.BaseAddress;

    public HttpClient Client { get; }

    public LogRecorder Logs => _factory.Logs;

    public IServiceProvider Services => _factory.Services;

    /// <param name="settings">Of the section Upload, by name.</param>
    /// <param name="services">Replaces services, such as the store or the clock.</param>
    public static UploadApi Start(IReadOnlyDictionary<string, string>? settings = null, Action<IServiceCollection>? services = null)
    {
        var folder = Directory.CreateTempSubdirectory("upload-function-");
        var factory = new Factory(folder, settings ?? new Dictionary<string, string>(), services);
        factory.UseKestrel();
        factory.StartServer();
        return new UploadApi(factory, folder);
    }

    public static UploadApi Start(params (string Name, string Value)[] settings) =>
        Start(settings.ToDictionary(setting => setting.Name, setting => setting.Value));

    /// <summary>A client with connections of its own.</summary>
    public HttpClient NewClient() => LoopbackClient.Create(BaseAddress);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _factory.DisposeAsync();
        Folder.Delete(recursive: true);
    }

    private sealed class Factory(DirectoryInfo folder, IReadOnlyDictionary<string, string> settings, Action<IServiceCollection>? services)
        : WebApplicationFactory<Program>
    {
        public LogRecorder Logs { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseContentRoot(Repository.PathTo("src/UploadFunction"));
            // By setting, because the program listens as soon as it is built, before the factory could tell it a port.
            builder.UseSetting("urls", "http://127.0.0.1:0");
            builder.UseSetting("Upload:Directory", folder.FullName);
            foreach (var (name, value) in settings)
                builder.UseSetting($"Upload:{name}", value);
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logs));
            builder.ConfigureTestServices(tested => tested.AddSingleton<IStartupFilter, TestUsers>());
            if (services is not null)
                builder.ConfigureTestServices(services);
        }
    }
}
