using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using UploadFunction.Site;
using ObjectStorage;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Site;

/// <summary>The publisher's parts without Lambda and CloudFormation.</summary>
internal static class TestSite
{
    public static string WebRoot => Repository.PathTo("src/UploadFunction/wwwroot");

    public static SiteSettings Settings(string api, string authorization = "none")
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Upload:Bucket", "pictures")]).Build();
        return SiteSettings.Load(JsonSerializer.SerializeToElement(new { Api = api, Authorization = authorization }), configuration);
    }

    public static async Task PublishAsync(IObjectStore store, SiteSettings settings, string? folder = null, LogRecorder? log = null)
    {
        var files = await SiteFiles.ReadAsync(folder ?? WebRoot, settings, TestContext.Current.CancellationToken);
        var configuration = JsonSerializer.SerializeToUtf8Bytes(
            ServiceEndpoints.ConfigOf(settings.Api, settings.Options), UploadJson.Default.SiteConfig);
        await Folder(store, log).PublishAsync(files, configuration, ServiceEndpoints.Version, TestContext.Current.CancellationToken);
    }

    public static SiteFolder Folder(IObjectStore store, LogRecorder? log = null) =>
        new(store, log is null ? NullLogger<SiteFolder>.Instance : new Logger(log));

    private sealed class Logger(LogRecorder recorder) : Microsoft.Extensions.Logging.ILogger<SiteFolder>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(
            Microsoft.Extensions.Logging.LogLevel logLevel,
            Microsoft.Extensions.Logging.EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => recorder.Log(logLevel, eventId, state, exception, formatter);
    }
}
