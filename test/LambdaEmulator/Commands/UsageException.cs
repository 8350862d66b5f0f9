namespace LambdaEmulator.Commands;

/// <summary>What the person at the terminal has to do otherwise.</summary>
internal sealed class UsageException(string message) : Exception(message);
