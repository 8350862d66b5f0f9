using System.ComponentModel;
using System.Diagnostics;

namespace LambdaEmulator.Runtime;

/// <summary>Functions that are processes of their own, as in Lambda.</summary>
public static class FunctionProcess
{
    /// <summary>A native binary, or a .dll that <c>dotnet exec</c> runs.</summary>
    /// <param name="onStart">Told the id of each process.</param>
    public static FunctionProgram File(string path, Action<int>? onStart = null)
    {
        var fullPath = Path.GetFullPath(path);
        return string.Equals(Path.GetExtension(path), ".dll", StringComparison.OrdinalIgnoreCase)
            ? Command(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", fullPath], onStart)
            : Command(fullPath, [], onStart);
    }

    public static FunctionProgram Command(string fileName, params string[] arguments) => Command(fileName, arguments, onStart: null);

    private static FunctionProgram Command(string fileName, string[] arguments, Action<int>? onStart) =>
        (sandbox, killed) => RunAsync(fileName, arguments, onStart, sandbox, killed);

    private static async Task<int> RunAsync(
        string fileName, string[] arguments, Action<int>? onStart, FunctionSandbox sandbox, CancellationToken killed)
    {
        var start = new ProcessStartInfo(fileName, arguments)
        {
            WorkingDirectory = sandbox.Environment["LAMBDA_TASK_ROOT"],
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in sandbox.Environment)
            start.Environment[name] = value;

        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += WriteLog;
        process.ErrorDataReceived += WriteLog;
        process.Start();
        onStart?.Invoke(process.Id);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await using (killed.Register(() => Kill(process)))
        {
            // Waits for the end of both streams too: the last lines say why a process died.
            await process.WaitForExitAsync(CancellationToken.None);
        }
        return process.ExitCode;

        void WriteLog(object sender, DataReceivedEventArgs e)
        {
            if (e.Data is not null)
                sandbox.WriteLog(e.Data);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself in the meantime.
        }
    }
}
