using LambdaServer;

namespace UploadFunction.Hosting;

/// <summary>Which Lambda host is linked in: ours, over the Runtime API. Outside Lambda Kestrel serves.</summary>
internal static class LambdaHost
{
    public static bool IsPresent => LambdaRuntime.IsPresent;

    /// <summary>Runs the program; a start that fails is reported to Lambda and ends with exit code 1.</summary>
    public static Task<int> RunAsync(Func<Task> main) => LambdaRuntime.RunAsync(main);

    public static void Use(WebApplicationBuilder builder) => builder.UseLambdaServer();
}
