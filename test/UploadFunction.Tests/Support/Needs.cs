namespace UploadFunction.Tests.Support;

/// <summary>
/// What a test needs of the machine. Where it is missing the test is skipped with its reason in plain sight; with <c>CI=true</c>
/// it fails instead, so that no pipeline is green for want of a tool.
/// </summary>
internal static class Needs
{
    public static bool IsCI => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>For what takes a minute to prepare: skips the running test in <c>./test.sh quick</c>.</summary>
    public static void Time(string reason) =>
        Assert.SkipWhen(Environment.GetEnvironmentVariable("TESTS") == "quick", $"./test.sh quick leaves this test out: it {reason}.");

    /// <summary>The full path of the first of these programs that is on PATH.</summary>
    public static string Program(params ReadOnlySpan<string> names)
    {
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        foreach (var name in names)
        {
            if (folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } path)
                return path;
        }
        throw Missing($"needs the program '{string.Join("' or '", names!)}' on PATH");
    }

    /// <summary>Skips the running test, or fails it in CI. Written as <c>throw Needs.Missing("…")</c>.</summary>
    public static Exception Missing(string reason)
    {
        if (IsCI)
            Assert.Fail($"CI=true, and this test {reason}.");
        Assert.Skip($"This test {reason}.");
        return new InvalidOperationException(reason);
    }
}
