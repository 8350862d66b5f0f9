using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Hosting;

public sealed class PackagesTests
{
    // What the build resolved, transitive packages and projects too.
    private static readonly string Resolved = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "UploadFunction.Tests.deps.json"));

    [Fact]
    public void A_Build_Asks_For_The_Packages_Of_Its_Own_Host_Alone()
    {
        Assert.Equal(BuiltHost.IsLambdaServer, Resolved.Contains("\"LambdaServer/", StringComparison.Ordinal));
        Assert.Equal(!BuiltHost.IsLambdaServer, Resolved.Contains("\"Amazon.Lambda.", StringComparison.Ordinal));
    }
}
