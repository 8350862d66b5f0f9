using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>An image that is too large for the API's own requests, which are kept small here so that the image can be small, too.</summary>
internal static class LargeImage
{
    public static Dictionary<string, string> Settings => new() { ["MaxInlineBytes"] = "20000" };

    /// <summary>A PNG of 30 kB.</summary>
    public static byte[] Create() => NoisePng.Create(100, 100);

    public static Task<FormPage> OpenAsync(Browser browser, string form = FormPage.PhotoField, string head = "", bool fakeClock = false) =>
        FormPage.OpenAsync(browser, form, head, fakeClock: fakeClock, settings: Settings);

    /// <summary>Ids in <c>images</c> or <c>incoming</c> of the program's store.</summary>
    public static string[] ObjectsIn(this FormPage page, string folder)
    {
        var path = Path.Combine(page.Api.Folder.FullName, folder);
        return Directory.Exists(path) ? [.. Directory.GetFiles(path).Select(Path.GetFileName).OfType<string>()] : [];
    }

    /// <summary>The field's URL leads to these bytes, nothing else was stored, and nothing waits to be checked.</summary>
    public static async Task ExpectStoredOnceAsync(this FormPage page, byte[] image)
    {
        await page.ExpectUploadedAsync();
        var url = new Uri(await page.ValueAsync());
        Assert.Equal(image, await page.Api.Client.GetByteArrayAsync(url, TestContext.Current.CancellationToken));
        Assert.Equal([url.Segments[^1]], page.ObjectsIn("images"));
        Assert.Empty(page.ObjectsIn("incoming"));
    }
}
