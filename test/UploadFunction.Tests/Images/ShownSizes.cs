using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Images;

/// <summary>The sizes at which browsers show files: <c>40x30</c>, or <c>not shown</c>.</summary>
internal static class ShownSizes
{
    // A browser looks at the bytes, whatever the type says.
    private const string Script =
        """
        files => Promise.all(files.map(async base64 => {
          const image = new Image();
          image.src = `data:image/png;base64,${base64}`;
          try {
            await image.decode();
            return `${image.naturalWidth}x${image.naturalHeight}`;
          } catch {
            return 'not shown';
          }
        }))
        """;

    /// <returns>A size for each file, in their order.</returns>
    public static async Task<string[]> InChromiumAsync(Browser browser, IEnumerable<byte[]> files)
    {
        await using var site = UploadApi.Start();
        await using var tab = await browser.OpenAsync(site.BaseAddress);
        return await tab.Page.EvaluateAsync<string[]>(Script, files.Select(Convert.ToBase64String).ToArray());
    }

    /// <inheritdoc cref="InChromiumAsync"/>
    public static Task<string[]> InFirefoxAsync(Firefox firefox, IEnumerable<byte[]> files) =>
        firefox.CallAsync<string[]>(Script, files.Select(Convert.ToBase64String).ToArray());
}
