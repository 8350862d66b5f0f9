namespace UploadFunction.Tests.Deployment;

/// <summary>Where the functions log and are traced.</summary>
public sealed class LogTests(Stacks stacks)
{
    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task Each_Function_Logs_Json_Into_A_Group_Of_Its_Own_That_Forgets_And_Is_Traced(bool cdn, bool jwt)
    {
        var stack = await stacks.GetAsync(cdn, jwt);
        var functions = stack.OfType("AWS::Lambda::Function");

        Assert.All(functions, function =>
        {
            Assert.Equal("JSON", function.Value["LoggingConfig"]!["LogFormat"]!.ToString());
            Assert.Equal($"<{function.Key}Logs>", function.Value["LoggingConfig"]!["LogGroup"]!.ToString());
            Assert.Contains(function.Key + "Logs", stack.OfType("AWS::Logs::LogGroup"));
            Assert.Equal("Active", function.Value["TracingConfig"]!["Mode"]!.ToString());
        });
        Assert.All(stack.OfType("AWS::Logs::LogGroup").Values, group => Assert.Equal("30", group["RetentionInDays"]?.ToString()));
    }
}
