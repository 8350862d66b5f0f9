using System.Text.Json;
using UploadFunction.Site;

namespace UploadFunction.Tests.Site;

/// <summary>CloudFormation takes at most 4,096 bytes, and shows a person the reason.</summary>
public sealed class CustomResourceResponseTests
{
    private static readonly CustomResourceRequest Request = CustomResourceRequest.Read(JsonSerializer.SerializeToElement(new
    {
        RequestType = "Create",
        ResponseURL = "https://cloudformation-custom-resource-response-euwest1.s3-eu-west-1.amazonaws.com/x?y=%2B",
        StackId = "arn:aws:cloudformation:eu-west-1:123456789012:stack/" + new string('s', 128) + "/51af3dc0-da77-11e4-872e-1234567db123",
        RequestId = "51af3dc0-da77-11e4-872e-1234567db123",
        LogicalResourceId = new string('l', 255),
    }));

    public static TheoryData<string> LongTexts => ["x", "\"", "ü", "\u0001", "\uD83D\uDC08", "a\uD83D\uDC08"];

    [Theory]
    [MemberData(nameof(LongTexts))]
    public void A_Reason_Of_Any_Length_Fits(string piece)
    {
        var reason = string.Concat(Enumerable.Repeat(piece, 10_000));

        var json = JsonSerializer.SerializeToUtf8Bytes(
            CustomResourceResponse.Failure(Request, reason), SiteJson.Default.CustomResourceResponse);

        Assert.InRange(json.Length, 500, 4096);
        var told = JsonDocument.Parse(json).RootElement.GetProperty("Reason").GetString()!;
        Assert.StartsWith(told.TrimEnd('…'), reason, StringComparison.Ordinal);
        Assert.InRange(told.Length, 498, 500);
    }

    [Fact]
    public void A_Reason_Is_One_Line() =>
        Assert.Equal("No such file. Look there.", CustomResourceResponse.Failure(Request, "No such file.\r\nLook there.").Reason);

    [Fact]
    public void A_Short_Reason_Is_Told_Whole()
    {
        var reason = new string('x', 500);

        Assert.Equal(reason, CustomResourceResponse.Failure(Request, reason).Reason);
    }
}
