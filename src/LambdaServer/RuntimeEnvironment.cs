using System.Globalization;

namespace LambdaServer;

/// <summary>What Lambda tells a runtime in its environment variables.</summary>
/// <param name="Endpoint">The Runtime API: <c>http://host:port/2018-06-01/</c>.</param>
/// <param name="Loops">How many invocations this process takes at once.</param>
/// <param name="OneAtATime">
/// Whether <c>_X_AMZN_TRACE_ID</c>, which belongs to the whole process, can stand for the current invocation.
/// </param>
internal sealed record RuntimeEnvironment(Uri Endpoint, int Loops = 1, bool OneAtATime = true)
{
    /// <summary>The environment of this process; null outside of Lambda.</summary>
    /// <exception cref="InvalidOperationException">A variable has a value that is not supported.</exception>
    public static RuntimeEnvironment? Current
    {
        get
        {
            if (CurrentEndpoint is not { } endpoint)
                return null;

            if (Environment.GetEnvironmentVariable("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start")
                throw new InvalidOperationException("SnapStart is not supported: turn it off for this function.");

            var concurrency = Environment.GetEnvironmentVariable("AWS_LAMBDA_MAX_CONCURRENCY");
            var loops = 1;
            if (!string.IsNullOrEmpty(concurrency)
                && (!int.TryParse(concurrency, NumberStyles.None, CultureInfo.InvariantCulture, out loops) || loops < 1))
            {
                throw new InvalidOperationException($"AWS_LAMBDA_MAX_CONCURRENCY is '{concurrency}', which is not a positive number.");
            }

            return new RuntimeEnvironment(endpoint, loops, OneAtATime: string.IsNullOrEmpty(concurrency));
        }
    }

    /// <summary>The Runtime API of this process, whatever the other variables say; null outside of Lambda.</summary>
    /// <exception cref="InvalidOperationException">Its variable is not an address.</exception>
    public static Uri? CurrentEndpoint
    {
        get
        {
            var address = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API");
            if (string.IsNullOrEmpty(address))
                return null;
            return Uri.TryCreate($"http://{address}/2018-06-01/", UriKind.Absolute, out var endpoint)
                ? endpoint
                : throw new InvalidOperationException($"AWS_LAMBDA_RUNTIME_API is '{address}', which is not host:port.");
        }
    }
}
