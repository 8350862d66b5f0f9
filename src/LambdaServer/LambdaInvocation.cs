namespace LambdaServer;

/// <summary>What the Lambda Runtime API says of one invocation beside its event.</summary>
/// <param name="RequestId">Lambda-Runtime-Aws-Request-Id.</param>
/// <param name="Deadline">Lambda-Runtime-Deadline-Ms: when Lambda ends the sandbox.</param>
/// <param name="TraceId">Lambda-Runtime-Trace-Id: the X-Ray tracing header.</param>
internal sealed record LambdaInvocation(string RequestId, DateTimeOffset Deadline, string? TraceId);
