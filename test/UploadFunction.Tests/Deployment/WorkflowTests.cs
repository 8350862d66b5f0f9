using System.Text.Json;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

/// <summary>What runs with rights on this repository or on an AWS account.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows => [.. Directory.GetFiles(Repository.PathTo(".github/workflows"), "*.yml").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Foreign_Actions_Are_Pinned_To_A_Commit_And_Name_Its_Version(string workflow)
    {
        var uses = Uses().Matches(Read(workflow)).Select(match => match.Groups["action"].Value).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches(@"^(\./|[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)", action));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_Workflow_May_Only_Read_And_A_Checkout_Keeps_No_Credentials(string workflow)
    {
        var text = Read(workflow);

        Assert.Contains("\npermissions:\n  contents: read\n", text, StringComparison.Ordinal);
        Assert.Equal(Regex.Count(text, "actions/checkout@"), Regex.Count(text, "persist-credentials: false"));
        // The one right beyond that: to prove to AWS which repository this is.
        var more = Regex.Matches(text, @"^\s+(?<right>[\w-]+): write\b", RegexOptions.Multiline).Select(match => match.Groups["right"].Value);
        Assert.Equal(workflow == "deploy.yml" ? ["id-token"] : [], more);
    }

    [Fact]
    public void Nothing_Is_Deployed_That_Was_Not_Tested_And_No_Key_Lies_In_The_Repository()
    {
        var text = Read("deploy.yml");

        Assert.Matches(@"\n  deploy:\n    needs: test\n", text);
        Assert.Matches(@"\n  test:\n    uses: \./\.github/workflows/test\.yml\n", text);
        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_Is_Tested_On_Each_Lambda_Host_And_A_Changed_Template_Fails()
    {
        var text = Read("test.yml");

        var hosts = Directory.GetDirectories(Repository.PathTo("src/UploadFunction/Hosting")).Select(folder => Path.GetFileName(folder)!);
        Assert.Equal(
            hosts.Order(StringComparer.Ordinal),
            Regex.Matches(text, @"^ +- host: (?<host>\w+)$", RegexOptions.Multiline).Select(match => match.Groups["host"].Value).Order(StringComparer.Ordinal));
        Assert.Contains("\n      LambdaHost: ${{ matrix.host }}\n", text, StringComparison.Ordinal);
        Assert.Matches(@"\.ci/run\n[\s\S]*git diff --exit-code\n", text);
    }

    [Fact]
    public void The_Local_Tool_Is_The_One_That_The_Workflow_Calls()
    {
        var manifest = JsonDocument.Parse(File.ReadAllText(Repository.PathTo(".config/dotnet-tools.json"))).RootElement;
        var commands = manifest.GetProperty("tools").GetProperty("amazon.lambda.tools").GetProperty("commands");

        Assert.Equal(["dotnet-lambda"], commands.EnumerateArray().Select(command => command.GetString()));
        Assert.Matches(@"dotnet tool restore\n[\s\S]*dotnet lambda deploy-serverless", Read("deploy.yml"));
    }

    private static string Read(string workflow) => File.ReadAllText(Repository.PathTo($".github/workflows/{workflow}"));

    [GeneratedRegex(@"^\s*(- )?uses: (?<action>.+)$", RegexOptions.Multiline)]
    private static partial Regex Uses();
}
