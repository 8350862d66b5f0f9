namespace UploadFunction.Tests.Deployment;

/// <summary>Parameters that make no sense together.</summary>
public sealed class RuleTests
{
    private const string Certificate = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

    [Theory]
    [InlineData("JwtIssuer needs JwtAudience", "JwtIssuer=https://issuer.example.com")]
    [InlineData("JwtAudience needs JwtIssuer", "JwtAudience=uploads")]
    [InlineData("CdnDomain needs CdnCertificate", "Cdn=true", "CdnDomain=images.example.com")]
    [InlineData("CdnDomain needs Cdn=true", "CdnDomain=images.example.com", "CdnCertificate=" + Certificate)]
    public async Task What_Makes_No_Sense_Is_Refused_Before_Anything_Is_Made(string reason, params string[] values)
    {
        var parameters = values.Select(value => value.Split('=', 2)).ToDictionary(value => value[0], value => value[1]);

        var error = await Assert.ThrowsAsync<RuleException>(() => SamTranslator.TranslateAsync([parameters]));

        Assert.StartsWith(reason, error.Message, StringComparison.Ordinal);
    }
}
