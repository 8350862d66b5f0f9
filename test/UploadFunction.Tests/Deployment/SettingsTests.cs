using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using UploadFunction.Uploads;

namespace UploadFunction.Tests.Deployment;

/// <summary>The functions' environments as they are deployed, read by the program itself.</summary>
public sealed class SettingsTests(Stacks stacks)
{
    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task Each_Function_Starts_As_The_One_It_Is_And_With_The_Bucket(bool cdn, bool jwt)
    {
        var functions = (await stacks.GetAsync(cdn, jwt)).OfType("AWS::Lambda::Function");

        Assert.Equal(
            [("Function", FunctionKind.Api), ("SitePublisher", FunctionKind.SitePublisher), ("Verifier", FunctionKind.Verifier)],
            functions.Select(function => (function.Key, Options(function.Value).Function)).Order());
        Assert.All(functions.Values, function => Assert.Equal("bucket", Options(function).Bucket));
    }

    [Theory]
    [InlineData(false, "bucket-regionaldomainname")]
    [InlineData(true, "distribution-domainname")]
    public async Task The_Page_May_Upload_Whatever_Other_Sites_May(bool cdn, string host)
    {
        var parameters = Stacks.Parameters(cdn, jwt: false);
        parameters["AllowedOrigins"] = "https://a.example,https://b.example:8443";
        var stack = Assert.Single(await SamTranslator.TranslateAsync([parameters]));

        var options = Options(stack["Function"]);

        Assert.Equal($"https://{host}", options.PublicBaseUrl);
        Assert.Equal(["https://a.example", "https://b.example:8443", $"https://{host}"], options.AllowedOrigins);
        var gateway = stack["Api"]["CorsConfiguration"]!["AllowOrigins"]!.AsArray();
        Assert.Equal(options.AllowedOrigins, gateway.Select(origin => Placeholders.Named(origin)));
    }

    private static UploadOptions Options(JsonObject function)
    {
        var settings = function["Environment"]!["Variables"]!.AsObject().Select(variable =>
            KeyValuePair.Create(variable.Key.Replace("__", ":", StringComparison.Ordinal), (string?)Placeholders.Named(variable.Value)));
        return UploadOptions.Load(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), isLambda: true);
    }
}
