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

/// <summary>The Lambda host that is linked in: AWS's own, from the Amazon.Lambda packages. Outside Lambda, Kestrel is the server.</summary>
internal static class LambdaHost
{
    /// <summary>Checks the same environment variable as <c>AddAWSLambdaHosting</c>, since both must agree.</summary>
    public static bool IsPresent => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME"));

    /// <summary>Runs the program. If it fails to start, reports that to Lambda and returns exit code 1.</summary>
    public static Task<int> RunAsync(Func<Task> main) => ProgramStart.RunAsync(main);

    /// <summary>Turns Lambda's events into requests to the application.</summary>
    public static void Use(WebApplicationBuilder builder)
    {
        if (!IsPresent)
            return;
        builder.Services.AddAWSLambdaHosting(LambdaEventSource.HttpApi, new SourceGeneratorLambdaJsonSerializer<AmazonJson>(), options =>
        {
            // The package knows some binary types but not the newer ones, and treats all others as text.
            foreach (var format in ImageFormat.All)
                options.RegisterResponseContentEncodingForContentType(format.MimeType, ResponseContentEncoding.Base64);
            // It writes null for a missing Content-Type, and AWS does not document that API Gateway accepts that.
            options.PostMarshallResponseFeature = static (response, lambdaResponse, _) =>
            {
                if (response.Headers.ContentType.Count == 0)
                    ((APIGatewayHttpApiV2ProxyResponse)lambdaResponse).Headers.Remove(HeaderNames.ContentType);
            };
        });
        builder.Services.Replace(ServiceDescriptor.Singleton<IServer, AmazonServer>());
    }

    /// <summary>Handles the events of a function that does not serve HTTP, until the process is told to end.</summary>
    /// <exception cref="InvalidOperationException">The process does not run in Lambda.</exception>
    public static async Task RunEventsAsync(FunctionKind function, IServiceProvider services)
    {
        ProgramStart.RequireRuntimeApi();
        LambdaStartup.Services = services;
        Func<Stream, ILambdaContext, Task<Stream>> handle = function switch
        {
            FunctionKind.Verifier => new VerifierLambda_HandleAsync_Generated().HandleAsync,
            FunctionKind.SitePublisher => new SitePublisherLambda_HandleAsync_Generated().HandleAsync,
            _ => throw new NotSupportedException($"{function} does not handle events."),
        };

        using var stopping = new CancellationTokenSource();
        using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stopping.Cancel();
        });
        using var bootstrap = LambdaBootstrapBuilder.Create(handle).Build();
        ProgramStart.IsOver = true;
        await bootstrap.RunAsync(stopping.Token);
    }
}
