using System.Globalization;
using System.Security.Cryptography;

namespace LambdaEmulator.ApiGateway;

/// <summary>What the gateway itself knows of a request: the part of an event that no client sends.</summary>
internal sealed record GatewayCall(string RequestId, string TraceId, DateTimeOffset Time, string Scheme, int Port)
{
    public const string AccountId = "123456789012";
    public const string ApiId = "a1b2c3d4e5";

    /// <summary>The API's own host name.</summary>
    public const string Domain = ApiId + ".execute-api.eu-central-1.amazonaws.com";

    /// <summary>As in an access log: <c>12/Mar/2020:19:03:58 +0000</c>.</summary>
    public string LogTime => Time.UtcDateTime.ToString("dd/MMM/yyyy:HH:mm:ss +0000", CultureInfo.InvariantCulture);

    /// <param name="earlierTraceId">The request's own X-Amzn-Trace-Id, which is kept.</param>
    public static GatewayCall New(TimeProvider time, string scheme, int port, string? earlierTraceId) => new(
        RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 15) + "=",
        earlierTraceId ?? Runtime.TraceId.NewRoot(time),
        time.GetUtcNow(),
        scheme,
        port);
}
