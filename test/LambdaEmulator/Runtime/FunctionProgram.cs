namespace LambdaEmulator.Runtime;

/// <summary>
/// What runs in a sandbox: it asks the Runtime API for events until it is killed, and returns its exit code.
/// <see cref="FunctionProcess"/> makes one of an executable; a test may pass a delegate that speaks HTTP itself.
/// </summary>
/// <param name="killed">Lambda gives no notice: after this token the program is gone.</param>
public delegate Task<int> FunctionProgram(FunctionSandbox sandbox, CancellationToken killed);

/// <summary>What a program finds in its sandbox.</summary>
/// <param name="Environment">All environment variables; nothing of the emulator's own leaks in.</param>
/// <param name="WriteLog">Takes one line of standard output or standard error.</param>
public sealed record FunctionSandbox(IReadOnlyDictionary<string, string> Environment, Action<string> WriteLog);
