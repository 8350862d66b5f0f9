using System.Text.Json.Nodes;

namespace UploadFunction.Tests.Deployment;

/// <summary>CloudFront before the bucket. That the bucket is closed then is asked of a server in <see cref="PublicBucketTests"/>.</summary>
public sealed class CdnTests(Stacks stacks)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_It_There_Is_Nothing_Of_Cloudfront(bool jwt)
    {
        var resources = (await stacks.GetAsync(cdn: false, jwt)).Resources;

        Assert.DoesNotContain(
            resources, resource => resource.Value!["Type"]!.ToString().StartsWith("AWS::CloudFront::", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_Reads_The_Bucket_With_A_Signature_Of_Its_Own(bool jwt)
    {
        var stack = await stacks.GetAsync(cdn: true, jwt);
        var control = stack["OriginAccessControl"]["OriginAccessControlConfig"]!;

        AssertJson.Equal(
            """
            [{
              "Id": "Bucket", "DomainName": "<Bucket.RegionalDomainName>",
              "OriginAccessControlId": "<OriginAccessControl.Id>", "S3OriginConfig": { "OriginAccessIdentity": "" }
            }]
            """,
            Distribution(stack)["Origins"]);
        Assert.Equal(
            ("s3", "always", "sigv4"),
            (
                control["OriginAccessControlOriginType"]!.ToString(),
                control["SigningBehavior"]!.ToString(),
                control["SigningProtocol"]!.ToString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_Speaks_Http3_By_Tls_Only_And_Reads_Only(bool jwt)
    {
        var distribution = Distribution(await stacks.GetAsync(cdn: true, jwt));

        Assert.Equal(("true", "http2and3"), (distribution["Enabled"]!.ToString(), distribution["HttpVersion"]!.ToString()));
        Assert.All(Behaviours(distribution), behaviour =>
        {
            Assert.Equal(
                ("Bucket", "redirect-to-https"), (behaviour["TargetOriginId"]!.ToString(), behaviour["ViewerProtocolPolicy"]!.ToString()));
            AssertJson.Equal("""["GET", "HEAD"]""", behaviour["AllowedMethods"]);
        });
    }

    // An image is asked for before it is there, when a page is shown while the upload is verified.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_Is_Not_There_Yet_Is_Asked_For_Again(bool jwt) =>
        AssertJson.Equal(
            """[{ "ErrorCode": 403, "ErrorCachingMinTTL": 0 }, { "ErrorCode": 404, "ErrorCachingMinTTL": 0 }]""",
            Distribution(await stacks.GetAsync(cdn: true, jwt))["CustomErrorResponses"]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_Answer_Has_Security_Headers_And_Is_For_Every_Page(bool jwt)
    {
        var stack = await stacks.GetAsync(cdn: true, jwt);

        Assert.Equal(
            [("", "<SiteHeaders>"), ("images/*", "<ImageHeaders>")],
            Behaviours(Distribution(stack)).Select(
                behaviour => (behaviour["PathPattern"]?.ToString() ?? "", behaviour["ResponseHeadersPolicyId"]!.ToString())));
        foreach (var (headers, contentSecurity) in (Dictionary<string, string>)new()
        {
            ["SiteHeaders"] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                + "connect-src 'self' https://*.execute-api.us-east-1.amazonaws.com https://<Bucket.RegionalDomainName>; "
                + "form-action 'self' https://*.execute-api.us-east-1.amazonaws.com; base-uri 'none'; frame-ancestors 'none'",
            ["ImageHeaders"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        })
        {
            var policy = stack[headers]["ResponseHeadersPolicyConfig"]!;
            AssertJson.Equal(
                $$"""
                {
                  "ContentTypeOptions": { "Override": true },
                  "ContentSecurityPolicy": { "ContentSecurityPolicy": "{{contentSecurity}}", "Override": true },
                  "StrictTransportSecurity": { "AccessControlMaxAgeSec": 31536000, "Override": true },
                  "ReferrerPolicy": { "ReferrerPolicy": "strict-origin-when-cross-origin", "Override": true }
                }
                """,
                policy["SecurityHeadersConfig"]);
            AssertJson.Equal("""{ "Items": ["*"] }""", policy["CorsConfig"]!["AccessControlAllowOrigins"]);
        }
    }

    [Fact]
    public async Task It_Can_Have_A_Name_Of_Your_Own()
    {
        const string certificate = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";
        var parameters = new Dictionary<string, string>
        {
            ["Cdn"] = "true",
            ["CdnDomain"] = "images.example.com",
            ["CdnCertificate"] = certificate,
        };
        var stack = Assert.Single(await SamTranslator.TranslateAsync([parameters]));

        AssertJson.Equal("""["images.example.com"]""", Distribution(stack)["Aliases"]);
        AssertJson.Equal(
            $$"""{ "AcmCertificateArn": "{{certificate}}", "SslSupportMethod": "sni-only", "MinimumProtocolVersion": "TLSv1.2_2021" }""",
            Distribution(stack)["ViewerCertificate"]);
        Assert.Equal("https://images.example.com", stack["Function"]["Environment"]!["Variables"]!["Upload__PublicBaseUrl"]!.ToString());
        Assert.Equal("https://images.example.com", stack["Site"]["PublicBaseUrl"]!.ToString());
    }

    private static JsonNode Distribution(Stack stack) => stack["Distribution"]["DistributionConfig"]!;

    private static IEnumerable<JsonNode> Behaviours(JsonNode distribution) =>
        distribution["CacheBehaviors"]!.AsArray().Prepend(distribution["DefaultCacheBehavior"]).Select(behaviour => behaviour!);
}
