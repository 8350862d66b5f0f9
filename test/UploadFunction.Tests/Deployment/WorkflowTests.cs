using System.Text.Json;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

/// <summary>
/// What runs with rights on this repository or on an AWS account. In GitHub actionlint and zizmor read the workflows; what they ask for
/// that their text tells is asked here, too.
/// </summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows => [.. Workflow.All.Select(workflow => workflow.Name)];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Foreign_Actions_Are_Pinned_To_A_Commit_Or_A_Digest_And_Name_Their_Version(string name)
    {
        var uses = Workflow.Named(name).Uses.ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches(
            @"^(\./[\w./-]+|[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|docker://[\w./-]+:\d+\.\d+\.\d+@sha256:[0-9a-f]{64})$", action));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_Workflow_May_Only_Read_And_A_Checkout_Keeps_No_Credentials(string name)
    {
        var text = Workflow.Named(name).Text;

        Assert.Contains("\npermissions:\n  contents: read\n", text, StringComparison.Ordinal);
        Assert.Equal(
            Regex.Count(text, "actions/checkout@"),
            Regex.Count(text, @"actions/checkout@.*\n +with:\n +persist-credentials: false\n"));
        // The one right beyond that: to prove to AWS and to npm which repository this is.
        var more = Regex.Matches(text, @"^\s+(?<right>[\w-]+): write\b", RegexOptions.Multiline)
            .Select(match => match.Groups["right"].Value);
        Assert.Equal(name is "deploy.yml" or "release.yml" ? ["id-token"] : [], more);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Each_Job_Has_A_Time_Limit_And_A_System_Of_A_Fixed_Version(string name)
    {
        var jobs = Workflow.Named(name).Jobs;

        Assert.NotEmpty(jobs);
        // A job that calls a workflow has those of the workflow.
        Assert.All(jobs.Values.Where(job => !job.Contains("\n    uses: ", StringComparison.Ordinal)), job =>
        {
            Assert.Matches(@"\n    timeout-minutes: \d+\n", job);
            Assert.Matches(@"\n    runs-on: ([a-z]+-[\d.]+|\$\{\{ matrix\.system \}\})\n", job);
        });
        Assert.DoesNotContain("-latest", Workflow.Named(name).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_Workflow_Says_What_Becomes_Of_An_Earlier_Run(string name) =>
        Assert.Matches(@"\nconcurrency:\n  group: .+\n  cancel-in-progress: (true|false)\n", Workflow.Named(name).Text);

    // An expression is put into the script before the shell reads it, so its value could be a command. A variable cannot.
    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_Script_Contains_An_Expression(string name)
    {
        var workflow = Workflow.Named(name);

        Assert.Equal(Regex.Count(workflow.Text, @"^ *(- )?run: ", RegexOptions.Multiline), workflow.Runs.Count());
        Assert.All(workflow.Runs, run => Assert.DoesNotContain("${{", run, StringComparison.Ordinal));
    }

    // It would run a stranger's code with this repository's rights.
    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_Pull_Request_Gets_No_Rights(string name) =>
        Assert.DoesNotMatch(@"\n  (pull_request_target|workflow_run|issue_comment):", Workflow.Named(name).Text);

    [Fact]
    public void Each_Change_Is_Linted()
    {
        var lint = Workflow.Named("test.yml").Jobs["lint"];

        Assert.Contains("uses: docker://rhysd/actionlint:", lint, StringComparison.Ordinal);
        // Otherwise its findings go to the repository's security page and fail nothing.
        Assert.Matches(@"uses: zizmorcore/zizmor-action@.*\n(?: +.*\n)*? +advanced-security: false\n", lint);
    }

    [Theory]
    [InlineData("deploy.yml", "deploy")]
    [InlineData("release.yml", "npm")]
    public void Nothing_Is_Published_That_Was_Not_Tested_And_No_Key_Lies_In_The_Repository(string name, string job)
    {
        var (text, jobs) = (Workflow.Named(name).Text, Workflow.Named(name).Jobs);

        Assert.Contains("\n    needs: test\n", jobs[job], StringComparison.Ordinal);
        Assert.Contains("\n    uses: ./.github/workflows/test.yml\n", jobs["test"], StringComparison.Ordinal);
        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_Npm_Package_Is_Published_Only_Under_A_Name_That_Was_Given()
    {
        var npm = Workflow.Named("release.yml").Jobs["npm"];

        Assert.Contains("\n    if: vars.NPM_PACKAGE != ''\n", npm, StringComparison.Ordinal);
        Assert.Contains("\n          NPM_PACKAGE: ${{ vars.NPM_PACKAGE }}\n", npm, StringComparison.Ordinal);
        var run = Workflow.Named("release.yml").Runs.Single(script => script.Contains("npm publish", StringComparison.Ordinal));
        Assert.EndsWith("npm publish --provenance --access public", run, StringComparison.Ordinal);
        Assert.Contains("\n        working-directory: src/UploadFunction/wwwroot\n", npm, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_Is_Tested_On_Each_Lambda_Host_And_A_Changed_Template_Fails()
    {
        var test = Workflow.Named("test.yml").Jobs["test"];

        var hosts = Directory.GetDirectories(Repository.PathTo("src/UploadFunction/Hosting")).Select(folder => Path.GetFileName(folder)!);
        Assert.Equal(
            hosts.Order(StringComparer.Ordinal),
            Regex.Matches(test, @"^ +- host: (?<host>\w+)$", RegexOptions.Multiline)
                .Select(match => match.Groups["host"].Value).Order(StringComparer.Ordinal));
        Assert.Contains("\n      LambdaHost: ${{ matrix.host }}\n", test, StringComparison.Ordinal);
        Assert.Matches(@"\.ci/run\n[\s\S]*git diff --exit-code\n", test);
    }

    // GitHub sets CI=true, and there the programs that these tests would fail for are missing.
    [Fact]
    public void On_Windows_Run_The_Tests_That_Need_The_Sdk_Alone()
    {
        var desktop = Workflow.Named("test.yml").Jobs["desktop"];

        Assert.Matches(@"\n        system: \[windows-\d+, ", desktop);
        Assert.Contains("\n      CI: \"\"\n", desktop, StringComparison.Ordinal);
        var patterns = ClassPattern().Matches(desktop).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(patterns);
        var classes = typeof(WorkflowTests).Assembly.GetTypes().Select(type => type.FullName!).ToList();
        // A pattern that fits no class runs no test, and passes.
        Assert.All(patterns, pattern => Assert.Contains(
            classes, name => pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern));
    }

    [Fact]
    public void The_Local_Tool_Is_The_One_That_The_Workflow_Calls()
    {
        var manifest = JsonDocument.Parse(File.ReadAllText(Repository.PathTo(".config/dotnet-tools.json"))).RootElement;
        var commands = manifest.GetProperty("tools").GetProperty("amazon.lambda.tools").GetProperty("commands");

        Assert.Equal(["dotnet-lambda"], commands.EnumerateArray().Select(command => command.GetString()));
        Assert.Matches(@"dotnet tool restore\n[\s\S]*dotnet lambda deploy-serverless", Workflow.Named("deploy.yml").Text);
    }

    [Fact]
    public void An_Update_Of_A_Dependency_Is_A_Week_Old()
    {
        var text = File.ReadAllText(Repository.PathTo(".github/dependabot.yml"));

        Assert.Equal(Regex.Count(text, "package-ecosystem:"), Regex.Count(text, @"\n    cooldown: \{ default-days: 7 \}\n"));
    }

    [GeneratedRegex("-class \"([^\"]+)\"")]
    private static partial Regex ClassPattern();
}
