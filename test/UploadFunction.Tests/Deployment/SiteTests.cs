using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using UploadFunction.Site;

namespace UploadFunction.Tests.Deployment;

/// <summary>The custom resource that publishes the form.</summary>
public sealed class SiteTests(Stacks stacks)
{
    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task It_Tells_The_Publisher_All_That_The_Site_Depends_On(bool cdn, bool jwt)
    {
        var stack = await stacks.GetAsync(cdn, jwt);
        var version = Assert.Single(stack.OfType("AWS::Lambda::Version")).Key;

        AssertJson.Equal(
            $$"""
            {
              "ServiceToken": "<SitePublisher.Arn>",
              "ServiceTimeout": "120",
              "Code": "<{{version}}>",
              "Api": "<Api.ApiEndpoint>",
              "PublicBaseUrl": "https://<{{(cdn ? "Distribution.DomainName" : "Bucket.RegionalDomainName")}}>",
              "Authorization": "{{(jwt ? "jwt" : "none")}}",
              "MaxInlineBytes": "4500000",
              "MaxBytes": "25000000",
              "MaxPixels": "100000000",
              "Types": "image/jpeg,image/png,image/gif,image/webp,image/avif",
              "MetadataNames": "alt,caption,credit"
            }
            """,
            stack["Site"]);
    }

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task The_Publisher_Understands_It(bool cdn, bool jwt)
    {
        // CloudFormation hands over every property as a text.
        var site = (await stacks.GetAsync(cdn, jwt))["Site"];
        var properties = site.ToDictionary(property => property.Key, property => Placeholders.Named(property.Value));
        var environment = new ConfigurationBuilder().AddInMemoryCollection([new("Upload:Bucket", "bucket")]).Build();

        var settings = SiteSettings.Load(JsonSerializer.SerializeToElement(properties), environment);

        Assert.Equal(("https://api-apiendpoint", jwt), (settings.Api, settings.WantsToken));
        Assert.Equal(cdn ? "https://distribution-domainname" : "https://bucket-regionaldomainname", settings.Options.PublicBaseUrl);
    }

    // The addresses that a deployment prints are those that the publisher worked with, so no second expression can differ. Its response has
    // this attribute (SitePublisherContract).
    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task The_Outputs_Are_Made_Of_The_Publishers_Response(bool cdn, bool jwt)
    {
        var outputs = (await stacks.GetAsync(cdn, jwt)).Outputs;

        Assert.Equal("<Site.PublicBaseUrl>", outputs["PublicBaseUrl"]!["Value"]!.ToString());
        Assert.Equal("<Site.PublicBaseUrl>/site/index.html", outputs["PageUrl"]!["Value"]!.ToString());
        Assert.Equal("<Site.PublicBaseUrl>/site/image-upload.js", outputs["ScriptUrl"]!["Value"]!.ToString());
    }

    // CloudFormation waits that long for a response, and a failure must come with its reason before.
    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task The_Last_Try_Ends_Before_CloudFormation_Gives_Up(bool cdn, bool jwt)
    {
        var stack = await stacks.GetAsync(cdn, jwt);
        var retries = stack["SitePublisherRetries"];

        Assert.Equal(("<SitePublisher>", "$LATEST"), (retries["FunctionName"]!.ToString(), retries["Qualifier"]!.ToString()));
        var lastTry = Number(retries["MaximumEventAgeInSeconds"]);
        Assert.InRange(lastTry + Number(stack["SitePublisher"]["Timeout"]), 1, Number(stack["Site"]["ServiceTimeout"]));
        Assert.Contains("SitePublisherRetries", stack.Resources["Site"]!["DependsOn"]!.ToString(), StringComparison.Ordinal);

        static int Number(JsonNode? value) => int.Parse(value!.ToString(), CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Another_Package_Publishes_Again_And_The_Same_One_Does_Not()
    {
        Dictionary<string, string>[] defaults = [[]];
        string[] packages = ["s3://packages/one.zip", "s3://packages/two.zip", "s3://packages/one.zip"];

        var deployed = await Task.WhenAll(packages.Select(package => SamTranslator.TranslateAsync(defaults, package)));

        var codes = deployed.Select(stacks => stacks[0]["Site"]["Code"]!.ToString()).ToArray();
        Assert.NotEqual(codes[0], codes[1]);
        Assert.Equal(codes[0], codes[2]);
    }
}
