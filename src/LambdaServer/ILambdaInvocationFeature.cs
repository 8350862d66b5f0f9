namespace LambdaServer;

/// <summary>
/// The invocation that brought an HTTP request: <c>context.Features.Get&lt;ILambdaInvocationFeature&gt;()</c>. Absent on Kestrel.
/// </summary>
public interface ILambdaInvocationFeature
{
    /// <summary>What the Lambda Runtime API says of the invocation.</summary>
    LambdaInvocation Invocation { get; }
}

internal sealed record LambdaInvocationFeature(LambdaInvocation Invocation) : ILambdaInvocationFeature;
