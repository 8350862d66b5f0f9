using System.Security.Cryptography;

namespace LambdaEmulator.Runtime;

/// <summary>X-Ray's tracing header (docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader).</summary>
internal static class TraceId
{
    public static string NewRoot(TimeProvider time) =>
        $"Root=1-{time.GetUtcNow().ToUnixTimeSeconds():x8}-{RandomNumberGenerator.GetHexString(24, lowercase: true)}";

    public static string New(TimeProvider time) =>
        $"{NewRoot(time)};Parent={RandomNumberGenerator.GetHexString(16, lowercase: true)};Sampled=0";
}
