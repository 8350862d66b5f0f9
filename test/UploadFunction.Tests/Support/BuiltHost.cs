using System.Reflection;

namespace UploadFunction.Tests.Support;

/// <summary>
/// The Lambda host that this build tests (<c>-p:LambdaHost=…</c>). What one of them cannot do is said at the test, by
/// <c>Skip = "why", SkipType = typeof(BuiltHost), SkipUnless = nameof(BuiltHost.IsLambdaServer)</c>, and in docs/deploy.md.
/// </summary>
public static class BuiltHost
{
    public static string Name { get; } = typeof(BuiltHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "LambdaHost").Value!;

    public static bool IsLambdaServer => Name == "LambdaServer";
}
