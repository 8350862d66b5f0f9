namespace LambdaServer;

/// <summary>Fails an invocation with an error type of its own.</summary>
internal sealed class InvocationException(string errorType, string message, Exception? inner = null) : Exception(message, inner)
{
    public string ErrorType { get; } = errorType;
}
