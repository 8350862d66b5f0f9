using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

/// <summary>
/// What the README, the docs, the workflows and the defaults files tell a person to type: none of it can be run without an account, so each
/// command is read as its tool reads it.
/// </summary>
public sealed partial class DocumentedCommandTests
{
    // The stack of the docs, and a workflow's variable for it.
    private static readonly string[] Stacks = ["upload-function", "$STACK_NAME"];

    private static readonly JsonNode Template = Json("serverless.template");

    // Also the switches that a sentence names alone: what the reader adds to the deployment.
    private static IEnumerable<(DocumentedCommand Source, LambdaToolCommand Command)> LambdaCommands =>
        from command in DocumentedCommand.All
        let words = command.Words switch
        {
            ["dotnet", "lambda", _, ..] => command.Words.Skip(2),
            [var first, ..] when !command.IsBlock && LambdaToolCommand.IsSwitch(first) =>
                ["deploy-serverless", Stacks[0], .. command.Words],
            _ => [],
        }
        where words.Any()
        select (command, LambdaToolCommand.Parse([.. words]));

    [Fact]
    public void Dotnet_Lambda_Knows_Every_Switch()
    {
        Assert.NotEmpty(LambdaCommands);
        Assert.All(LambdaCommands, command => Assert.Empty(command.Command.PassedOver));
    }

    [Fact]
    public void A_Stack_Is_Named_First_And_By_One_Name()
    {
        var commands = LambdaCommands.Where(command => command.Command.Name is "deploy-serverless" or "delete-serverless").ToList();

        Assert.Equal(
            ["delete-serverless", "deploy-serverless"],
            commands.Select(command => command.Command.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.All(commands, command =>
        {
            Assert.Contains(Assert.Single(command.Command.Arguments), Stacks);
            if (command.Source.Words is ["dotnet", ..])
                Assert.Contains(command.Source.Words[3], Stacks);
        });
    }

    // A parameter without /p: would be lost, and one that the template lacks is left out with a line that nobody reads.
    [Fact]
    public void Parameters_Are_Those_Of_MSBuild_And_The_Template() => Assert.All(LambdaCommands, command =>
    {
        Assert.All(command.Command.MSBuild, parameter => Assert.Matches(@"^/p:\w+=\w+$", parameter));
        if (command.Command.Switches.GetValueOrDefault("--template-parameters") is { } parameters && !parameters.StartsWith('$'))
            Assert.All(parameters.Split(';'), parameter => Assert.NotNull(Template["Parameters"]![parameter.Split('=')[0]]));
    });

    [Fact]
    public void Sam_Knows_Every_Command_And_Option()
    {
        var commands = DocumentedCommand.All.Where(command => command.Words is ["sam", _, ..]).ToList();

        Assert.NotEmpty(commands);
        Assert.All(commands, command => SamCommand.Parse(command.Words.Skip(1)));
    }

    [Fact]
    public void Sam_Local_Invokes_A_Function_Of_The_Template_With_An_Event_That_Is_There()
    {
        var invocations = DocumentedCommand.All
            .Where(command => command.IsBlock && command.Words is ["sam", "local", "invoke", ..])
            .Select(command => SamCommand.Parse(command.Words.Skip(1))).ToList();

        Assert.NotEmpty(invocations);
        Assert.All(invocations, invocation =>
        {
            Assert.Equal("AWS::Serverless::Function", Template["Resources"]![Assert.Single(invocation.Arguments)]?["Type"]?.ToString());
            Assert.True(File.Exists(Repository.PathTo(invocation.Options["--event"])));
        });
    }

    // In this repository the .NET CLI takes the tool that the manifest names, and none before it is restored. `sam build` calls it, too.
    [Fact]
    public void The_Tool_Is_Restored_Before_It_Is_Called() =>
        Assert.All(
            DocumentedCommand.All.Where(command => command.IsBlock).GroupBy(command => command.Place),
            place => Assert.Equal(
                place.Any(command => command.Words is ["dotnet", "lambda", ..] or ["sam", "build", ..]),
                place.TakeWhile(command => command.Words is not (["dotnet", "lambda", ..] or ["sam", "build", ..]))
                    .Any(command => command.Words is ["dotnet", "tool", "restore"])));

    [Fact]
    public void What_Was_Not_Run_Is_Marked() =>
        Assert.All(
            DocumentedCommand.All.Where(command =>
                command is { Place: "docs/deploy.md", IsBlock: true, Words: ["dotnet", "lambda", ..] or ["sam", ..] }),
            command => Assert.Contains("# ☁", command.Line, StringComparison.Ordinal));

    [Fact]
    public void A_Defaults_File_Names_Switches_In_Commands_Only() =>
        Assert.All(DocumentedCommand.Information, information => Assert.DoesNotMatch(@" --\w", Span().Replace(information.Text, "")));

    // With use-container-for-build the package without native AOT, too, would be built in the container.
    [Fact]
    public void The_Container_Is_For_Native_Aot_Alone() =>
        Assert.All(
            DocumentedCommand.DefaultsFiles,
            file => Assert.Null(Json(file)["use-container-for-build"]));

    [Fact]
    public void The_Switches_Are_Those_Of_The_Version_That_The_Manifest_Names() =>
        Assert.Equal(
            LambdaToolCommand.Version,
            Json(".config/dotnet-tools.json")["tools"]!["amazon.lambda.tools"]!["version"]!.ToString());

    // What the docs once said, and what it did.
    [Fact]
    public void The_Value_Of_An_Unknown_Switch_Becomes_The_Stacks_Name()
    {
        const string line =
            "dotnet lambda deploy-serverless --msbuild-parameters \"/p:PublishAot=false\" --use-container-for-build false      # no Docker";

        var command = LambdaToolCommand.Parse([.. Assert.Single(DocumentedCommand.OfShell("here", line, isBlock: true)).Words.Skip(2)]);

        Assert.Equal(["false"], command.Arguments);
        Assert.Equal(["--use-container-for-build"], command.PassedOver);
        Assert.Equal(["/p:PublishAot=false"], command.MSBuild);
    }

    [Fact]
    public void Commands_Are_Found_In_Blocks_And_In_Sentences()
    {
        const string page =
            """
            Run `sam
            build`:

                A=1 sam build && \
                  sam deploy  # && sam delete

            ```sh
            sam logs
            ```
            """;

        var commands = DocumentedCommand.OfMarkdown("here", page);

        Assert.Equal(
            ["sam build, block", "sam deploy, block", "sam logs, block", "sam build, sentence"],
            commands.Where(command => command.Words.Count > 0)
                .Select(command => $"{string.Join(' ', command.Words)}, {(command.IsBlock ? "block" : "sentence")}"));
    }

    private static JsonNode Json(string path) => JsonNode.Parse(File.ReadAllText(Repository.PathTo(path)))!;

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Span();
}
