using System.Text.Json;
using UploadFunction.Site;

namespace UploadFunction.Tests.Site;

/// <summary>CloudFormation waits for a response, so all that can be read without a response URL is read, however odd.</summary>
public sealed class CustomResourceRequestTests
{
    [Theory]
    [InlineData("1", "")]
    [InlineData("null", "")]
    [InlineData("\"\\uD800\"", "")]
    [InlineData("\"stack\"", "stack")]
    public void What_Is_No_Text_Counts_As_None(string stackId, string read)
    {
        using var json = JsonDocument.Parse($$"""{"ResponseURL":"https://cloudformation.example/r","StackId":{{stackId}}}""");

        Assert.Equal(read, CustomResourceRequest.Read(json.RootElement).StackId);
    }
}
