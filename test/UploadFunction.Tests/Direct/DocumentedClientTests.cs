using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Direct;

/// <summary>The commands of <c>docs/direct.md</c>, as somebody pastes them.</summary>
public sealed partial class DocumentedClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_Commands_Upload_And_Delete_An_Image()
    {
        foreach (var program in (string[])["bash", "curl", "jq", "openssl"])
            Needs.Program(program);
        var page = await File.ReadAllTextAsync(Repository.PathTo("docs/direct.md"), Cancellation);
        if (Commands().Matches(page) is not [{ Groups: [_, var upload] }, { Groups: [_, var delete] }])
            throw new InvalidOperationException("docs/direct.md has not the two snippets of commands.");
        using var folder = new TemporaryFolder();
        await using var api = UploadApi.Start();
        var image = SampleImages.JpegOfLength(6_000_000);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "photo.jpg"), image, Cancellation);

        await RunAsync(upload.Value);
        var url = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder.Path, "upload.json"), Cancellation)).RootElement
            .Text("url");
        var published = await api.Client.GetByteArrayAsync(url, Cancellation);
        await RunAsync("API=http://localhost:5080\n" + delete.Value);
        using var deleted = await api.Client.GetAsync(url, Cancellation);

        Assert.Equal(image, published);
        Assert.Equal(HttpStatusCode.NotFound, deleted.StatusCode);

        async Task RunAsync(string commands)
        {
            var here = commands.Replace("http://localhost:5080", api.BaseAddress.OriginalString.TrimEnd('/'), StringComparison.Ordinal);
            Assert.NotEqual(commands, here);
            var (exitCode, output) = await ProcessOutput.RunAsync("bash", ["-euc", here], workingDirectory: folder.Path);
            Assert.True(exitCode == 0, output);
        }
    }

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Commands();
}
