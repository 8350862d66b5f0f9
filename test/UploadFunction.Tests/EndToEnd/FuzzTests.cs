using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

/// <summary>
/// A minute of <c>test/fuzz</c>: every input that once broke the program, and then new ones. An input that breaks it is written to
/// <c>test/fuzz/found</c>.
/// </summary>
public sealed class FuzzTests
{
    [Fact]
    public async Task No_Input_Breaks_Any_Target()
    {
        Needs.Time("takes a minute");

        var (exitCode, output) = await ProcessOutput.RunAsync(
            Needs.Program("dotnet"), [Repository.PathTo("test/fuzz/bin/Release/net10.0/Fuzz.dll"), "all", "60"]);

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(exitCode == 0, output);
    }
}
