namespace LambdaServer;

/// <summary>What the Lambda Runtime API says of one invocation beside its event.</summary>
/// <param name="RequestId">Lambda-Runtime-Aws-Request-Id.</param>
/// <param name="FunctionArn">Lambda-Runtime-Invoked-Function-Arn.</param>
/// <param name="Deadline">Lambda-Runtime-Deadline-Ms: when Lambda ends the sandbox.</param>
/// <param name="TraceId">Lambda-Runtime-Trace-Id: the X-Ray tracing header.</param>
/// <param name="ClientContext">Lambda-Runtime-Client-Context: JSON, from mobile SDKs and direct callers.</param>
/// <param name="CognitoIdentity">Lambda-Runtime-Cognito-Identity: JSON.</param>
public sealed record LambdaInvocation(
    string RequestId,
    string? FunctionArn,
    DateTimeOffset Deadline,
    string? TraceId,
    string? ClientContext,
    string? CognitoIdentity);
