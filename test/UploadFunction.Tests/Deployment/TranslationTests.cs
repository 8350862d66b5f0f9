using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

/// <summary>What SAM makes of the template is a template that CloudFormation takes.</summary>
public sealed class TranslationTests(Stacks stacks)
{
    [Fact]
    public async Task Cfn_Lint_Finds_Nothing_In_The_Translation_Either()
    {
        var lint = Needs.Program("cfn-lint");
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "translated.template");
        var template = (await stacks.GetAsync(cdn: true, jwt: true)).Template;
        await File.WriteAllTextAsync(file, template.ToJsonString(), TestContext.Current.CancellationToken);

        var (exitCode, output) = await ProcessOutput.RunAsync(lint, [file]);

        Assert.True(exitCode == 0, output);
        Assert.Empty(output);
    }

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task Nothing_Is_Left_Of_Sam(bool cdn, bool jwt) =>
        Assert.DoesNotContain(
            (await stacks.GetAsync(cdn, jwt)).Resources,
            resource => resource.Value!["Type"]!.ToString().StartsWith("AWS::Serverless::", StringComparison.Ordinal));
}
