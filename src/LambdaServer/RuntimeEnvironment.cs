using System.Globalization;

namespace LambdaServer;

/// <summary>What Lambda tells a runtime in its environment variables.</summary>
/// <param name="Endpoint">The Runtime API: <c>http://host:port/2018-06-01/</c>.</param>
/// <param name="Loops">How many invocations this process takes at once.</param>
/// <param name="OneAtATime">
/// Whether <c>_X_AMZN_TRACE_ID</c>, which belongs to the whole process, can stand for the invocation under way.
/// </param>
/// <param name="SnapStart">Whether Lambda takes a snapshot of the process once it has started.</param>
internal sealed record RuntimeEnvironment(Uri Endpoint, int Loops = 1, bool OneAtATime = true, bool SnapStart = false)
{
    /// <summary>The environment of this process; null outside of Lambda.</summary>
    /// <exception cref="InvalidOperationException">A variable has a value that cannot be understood.</exception>
    public static RuntimeEnvironment? Current
    {
        get
        {
            var address = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API");
            if (string.IsNullOrEmpty(address))
                return null;
            if (!Uri.TryCreate($"http://{address}/2018-06-01/", UriKind.Absolute, out var endpoint))
                throw new InvalidOperationException($"AWS_LAMBDA_RUNTIME_API is '{address}', which is not host:port.");

            var concurrency = Environment.GetEnvironmentVariable("AWS_LAMBDA_MAX_CONCURRENCY");
            var loops = 1;
            if (!string.IsNullOrEmpty(concurrency)
                && (!int.TryParse(concurrency, NumberStyles.None, CultureInfo.InvariantCulture, out loops) || loops < 1))
            {
                throw new InvalidOperationException($"AWS_LAMBDA_MAX_CONCURRENCY is '{concurrency}', which is not a positive number.");
            }

            return new RuntimeEnvironment(
                endpoint,
                loops,
                OneAtATime: string.IsNullOrEmpty(concurrency),
                SnapStart: Environment.GetEnvironmentVariable("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start");
        }
    }
}
