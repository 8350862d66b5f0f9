using System.Runtime.InteropServices;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.AspNetCoreServer;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Net.Http.Headers;
using UploadFunction.Images;
using UploadFunction.Uploads;

namespace UploadFunction.Hosting;

/// <summary>Which Lambda host is linked in: AWS's own, of the Amazon.Lambda packages. Outside Lambda Kestrel serves.</summary>
internal static class LambdaHost
{
    private const string RuntimeApi = "AWS_LAMBDA_RUNTIME_API";

    private static readonly TimeSpan InitErrorTimeout = TimeSpan.FromSeconds(2);

    /// <summary>By the variable that <c>AddAWSLambdaHosting</c> goes by: both must think alike.</summary>
    public static bool IsPresent => IsSet("AWS_LAMBDA_FUNCTION_NAME");

    /// <summary>Whether the start is over: events are asked for. Errors until then go to <c>/runtime/init/error</c>.</summary>
    public static bool HasStarted { get; set; }

    /// <summary>Runs the program; a start that fails is reported to Lambda and ends with exit code 1.</summary>
    public static async Task<int> RunAsync(Func<Task> main)
    {
        // The packages replace Console.Error by a writer that adds to each line.
        var stderr = Console.Error;
        try
        {
            await main();
            return 0;
        }
        catch (Exception exception)
        {
            var error = exception is AggregateException ? exception.GetBaseException() : exception;
            var what = HasStarted ? "The program failed" : "The program could not start";
            await stderr.WriteLineAsync($"{what}: {error.GetType().Name}: {error.Message}".ReplaceLineEndings(" "));
            if (!HasStarted && IsSet(RuntimeApi))
                await ReportInitErrorAsync(error);
            return 1;
        }
    }

    /// <summary>Has the application's requests come from Lambda's events.</summary>
    public static void Use(WebApplicationBuilder builder)
    {
        if (!IsPresent)
            return;
        builder.Services.AddAWSLambdaHosting(LambdaEventSource.HttpApi, new SourceGeneratorLambdaJsonSerializer<AmazonJson>(), options =>
        {
            // It knows some binary types, not the younger ones, and takes all others for text.
            foreach (var format in ImageFormat.All)
                options.RegisterResponseContentEncodingForContentType(format.MimeType, ResponseContentEncoding.Base64);
            // It writes null for a Content-Type that is not there, which nobody promises that a gateway takes.
            options.PostMarshallResponseFeature = static (response, answer, _) =>
            {
                if (response.Headers.ContentType.Count == 0)
                    ((APIGatewayHttpApiV2ProxyResponse)answer).Headers.Remove(HeaderNames.ContentType);
            };
        });
        builder.Services.Replace(ServiceDescriptor.Singleton<IServer, AmazonServer>());
    }

    /// <summary>Takes the events of a function that answers no HTTP, until the process is told to end.</summary>
    /// <exception cref="InvalidOperationException">This is not Lambda.</exception>
    public static async Task RunEventsAsync(FunctionRole function, IServiceProvider services)
    {
        if (!IsSet(RuntimeApi))
            throw new InvalidOperationException($"{RuntimeApi} is not set: events come from AWS Lambda or an emulator of it.");
        LambdaStartup.Services = services;
        Func<Stream, ILambdaContext, Task<Stream>> handle = function switch
        {
            FunctionRole.Verifier => new VerifierLambda_HandleAsync_Generated().HandleAsync,
            FunctionRole.SitePublisher => new SitePublisherLambda_HandleAsync_Generated().HandleAsync,
            _ => throw new NotSupportedException($"{function} takes no events."),
        };

        using var stopping = new CancellationTokenSource();
        using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stopping.Cancel();
        });
        using var bootstrap = LambdaBootstrapBuilder.Create(handle).Build();
        HasStarted = true;
        await bootstrap.RunAsync(stopping.Token);
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    private static async Task ReportInitErrorAsync(Exception error)
    {
        try
        {
            using var http = new HttpClient { Timeout = InitErrorTimeout };
            await new RuntimeApiClient(http).ReportInitializationErrorAsync(error, error.GetType().Name);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or RuntimeApiClientException)
        {
            // The exit code says it too, and the line on stderr says why.
        }
    }
}
