namespace UploadFunction.Tests.Deployment;

/// <summary>The bucket as the template describes it. <see cref="PublicBucketTests"/>.</summary>
public sealed class BucketTests(Stacks stacks)
{
    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task The_Bucket_And_Its_Policy_Stay_When_The_Stack_Goes_And_Go_When_It_Never_Came(bool cdn, bool jwt)
    {
        var stack = await stacks.GetAsync(cdn, jwt);

        foreach (var resource in (string[])["Bucket", "BucketPolicy"])
        {
            Assert.Equal("RetainExceptOnCreate", stack.Resources[resource]!["DeletionPolicy"]!.ToString());
            Assert.Equal("Retain", stack.Resources[resource]!["UpdateReplacePolicy"]!.ToString());
        }
        Assert.Equal("<Bucket>", stack["BucketPolicy"]["Bucket"]!.ToString());
    }

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task Its_Objects_Are_Encrypted_And_Have_No_Access_Lists(bool cdn, bool jwt)
    {
        var bucket = (await stacks.GetAsync(cdn, jwt))["Bucket"];

        AssertJson.Equal(
            """{ "ServerSideEncryptionConfiguration": [{ "ServerSideEncryptionByDefault": { "SSEAlgorithm": "AES256" } }] }""",
            bucket["BucketEncryption"]);
        AssertJson.Equal("""{ "Rules": [{ "ObjectOwnership": "BucketOwnerEnforced" }] }""", bucket["OwnershipControls"]);
    }

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task It_Can_Be_Public_Only_Where_There_Is_No_Cdn(bool cdn, bool jwt)
    {
        var closed = cdn ? "true" : "false";
        AssertJson.Equal(
            $$"""
            { "BlockPublicAcls": true, "IgnorePublicAcls": true, "BlockPublicPolicy": {{closed}}, "RestrictPublicBuckets": {{closed}} }
            """,
            (await stacks.GetAsync(cdn, jwt))["Bucket"]["PublicAccessBlockConfiguration"]);
    }

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task What_Came_In_Is_Gone_After_A_Day_And_Images_Never(bool cdn, bool jwt) =>
        AssertJson.Equal(
            """
            [{
              "Id": "IncomingLivesOneDay", "Prefix": "incoming/", "Status": "Enabled",
              "ExpirationInDays": 1, "AbortIncompleteMultipartUpload": { "DaysAfterInitiation": 1 }
            }]
            """,
            (await stacks.GetAsync(cdn, jwt))["Bucket"]["LifecycleConfiguration"]!["Rules"]);
}
