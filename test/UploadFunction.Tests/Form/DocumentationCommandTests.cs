using Amazon.S3.Model;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary><c>docs/form.md</c>: the command that finds images nobody submitted.</summary>
public sealed class DocumentationCommandTests(S3Servers servers)
{
    private const string Submitted = "p1125rfjfvqn7rnh7sx2anfm5g";
    private const string Abandoned = "0123456789abcdefghjkmnpqrs";

    [Theory]
    [Snippets("abandoned")]
    public async Task Names_The_Images_That_Are_Old_And_In_No_Submission(Snippet abandoned)
    {
        Needs.Program("aws");
        var server = await servers.MotoAsync();
        var bucket = await server.CreateBucketAsync();
        using var client = server.CreateClient();
        foreach (var id in (string[])[Submitted, Abandoned])
        {
            var image = new PutObjectRequest { BucketName = bucket, Key = $"images/{id}", ContentBody = "An image." };
            await client.PutObjectAsync(image, TestContext.Current.CancellationToken);
        }
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            Path.Combine(folder.Path, "submissions.csv"),
            $"Ann,https://{bucket}.s3.eu-central-1.amazonaws.com/images/{Submitted},Hello\n",
            TestContext.Current.CancellationToken);
        var command = abandoned.Code.Replace("my-bucket", bucket, StringComparison.Ordinal);

        // These objects are new, so the second time they are looked at from the future.
        Assert.Equal("", await RunAsync(command));
        Assert.Equal(Abandoned + "\n", await RunAsync(command.Replace("2 days ago", "2 days", StringComparison.Ordinal)));

        async Task<string> RunAsync(string script)
        {
            var (exitCode, output) = await ProcessOutput.RunAsync(Needs.Program("bash"), ["-c", script], server.Environment, folder.Path);
            Assert.True(exitCode == 0, output);
            return output;
        }
    }
}
