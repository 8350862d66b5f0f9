using System.Text.Json;
using System.Text.Json.Nodes;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Deployment;

/// <summary><c>serverless.template</c> as CloudFormation gets it: through SAM's own translator.</summary>
internal static class SamTranslator
{
    /// <summary>A translated stack for each set of parameter values; what a set does not name has its default.</summary>
    /// <param name="package">Where the deployment has put the function's package.</param>
    public static async Task<IReadOnlyList<Stack>> TranslateAsync(
        IReadOnlyList<IReadOnlyDictionary<string, string>> parameterSets, string package = "s3://packages/function.zip")
    {
        var (exitCode, output) = await ProcessOutput.RunAsync(
            Needs.Program("python3"),
            [
                "-W", "ignore", Repository.PathTo("test/deployment/translate.py"), Repository.PathTo("serverless.template"), package,
                .. parameterSets.Select(set => JsonSerializer.Serialize(set)),
            ]);
        if (output.Contains("No module named", StringComparison.Ordinal))
            throw Needs.Missing("needs the Python package aws-sam-translator");
        Assert.True(exitCode == 0, output);
        return [.. JsonNode.Parse(output)!.AsArray().Zip(parameterSets, (template, set) => new Stack(template!.AsObject(), set))];
    }
}
