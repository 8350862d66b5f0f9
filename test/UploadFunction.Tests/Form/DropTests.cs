using Microsoft.Playwright;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>Files dragged in from outside the browser, by the browser's own drag and drop.</summary>
public sealed class DropTests(Browser browser)
{
    private const string Description = """<label>Caption <input name="caption"></label>""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_File_Dropped_On_The_Field_Is_Uploaded()
    {
        await using var page = await FormPage.OpenAsync(browser);
        using var files = new DraggedFiles("cat.png");

        await files.DropAsync(page, page.Choose);

        await page.ExpectUploadedAsync();
        var stored = await page.Api.Client.GetByteArrayAsync(new Uri(await page.ValueAsync()), Cancellation);
        Assert.Equal(files.Contents[0], stored);
    }

    [Fact]
    public async Task The_Field_Shows_That_It_Takes_The_File_While_It_Is_Over_It()
    {
        await using var page = await FormPage.OpenAsync(browser);
        using var files = new DraggedFiles("cat.png");

        await files.DragOverAsync(page, page.Choose);
        Assert.True(await DraggingAsync(page));
        await files.DragOverAsync(page, page.Send);
        Assert.False(await DraggingAsync(page));
        await files.DragOverAsync(page, page.Choose);
        await files.CancelAsync(page);
        Assert.False(await DraggingAsync(page));
    }

    [Theory]
    [InlineData("", "Drop to replace")]
    [InlineData("multiple", "Drop to add")]
    public async Task A_Field_With_An_Image_Says_What_Becomes_Of_What_Is_Dropped(string attribute, string words)
    {
        await using var page = await FormPage.OpenAsync(
            browser, $"""<image-upload name="photo" {attribute}><input type="file"></image-upload>""");
        using var files = new DraggedFiles("cat.png");
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();
        await Expect(page.Field.GetByText(words)).ToBeHiddenAsync();

        await files.DragOverAsync(page, page.Items);

        await Expect(page.Field.GetByText(words)).ToBeVisibleAsync();
        var (all, answer) = ((await page.Field.BoundingBoxAsync())!, (await page.Field.GetByText(words).BoundingBoxAsync())!);
        Assert.Equal((all.Width, all.Height), (answer.Width, answer.Height));
    }

    [Fact]
    public async Task Several_Files_Dropped_At_Once_Are_All_Uploaded_In_Order()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photos" multiple><input type="file"></image-upload>""");
        using var files = new DraggedFiles("one.png", "two.png", "three.png");

        await files.DropAsync(page, page.Choose);

        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(3);
        var urls = (await page.ValueAsync()).Split('\n');
        Assert.Equal(files.Contents, await Task.WhenAll(urls.Select(url => page.Api.Client.GetByteArrayAsync(new Uri(url), Cancellation))));
    }

    [Fact]
    public async Task A_File_Dropped_Beside_The_Field_Is_Refused_By_The_Form_And_Left_To_The_Browser_Outside_It()
    {
        await using var page = await FormPage.OpenAsync(browser, FormPage.PhotoField + Description);
        using var files = new DraggedFiles("cat.png");

        Assert.True(await IsKeptFromTheBrowserAsync(page, files, page.Send));
        Assert.True(await IsKeptFromTheBrowserAsync(page, files, page.Page.GetByLabel("Caption")));
        Assert.False(await IsKeptFromTheBrowserAsync(page, files, page.Page.GetByText("Beside the form")));

        await Expect(page.Items).ToHaveCountAsync(0);
        Assert.Empty(page.Gateway.Uploads);
    }

    [Fact]
    public async Task A_File_Dropped_On_A_Disabled_Field_Is_Refused()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<fieldset disabled><image-upload name="photo"><input type="file"></image-upload></fieldset>""");
        using var files = new DraggedFiles("cat.png");

        Assert.True(await IsKeptFromTheBrowserAsync(page, files, page.Choose));

        await Expect(page.Items).ToHaveCountAsync(0);
        Assert.Empty(page.Gateway.Uploads);
    }

    [Fact]
    public async Task The_Files_Of_Another_File_Input_In_The_Form_Are_Its_Own()
    {
        await using var page = await FormPage.OpenAsync(
            browser, FormPage.PhotoField + """<label>Letter <input type="file" name="letter"></label>""");
        using var files = new DraggedFiles("letter.png");

        await files.DropAsync(page, page.Page.GetByLabel("Letter"));

        Assert.Equal("letter.png", await page.Page.GetByLabel("Letter").EvaluateAsync<string>("input => input.files[0].name"));
        await Expect(page.Items).ToHaveCountAsync(0);
    }

    /// <summary>
    /// Whether the browser, which would open the file, heard that it must not. It asks while the file is over the target.
    /// </summary>
    private static async Task<bool> IsKeptFromTheBrowserAsync(FormPage page, DraggedFiles files, ILocator target)
    {
        await page.Page.EvaluateAsync(
            "() => { addEventListener('dragover', event => { window.isKept = event.defaultPrevented; }, { once: true }); }");
        await files.DropAsync(page, target);
        return await page.Page.EvaluateAsync<bool>("isKept");
    }

    private static Task<bool> DraggingAsync(FormPage page) => page.Field.EvaluateAsync<bool>("field => field.matches(':state(dragging)')");
}

/// <summary>Images in a folder, which the hand of the browser's user drags over a page.</summary>
internal sealed class DraggedFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("upload-function-drag-");
    private readonly string[] _paths;
    private bool _overThePage;

    public DraggedFiles(params string[] names)
    {
        _paths = [.. names.Select(name => Path.Combine(_folder.FullName, name))];
        Contents = [.. names.Select((_, index) => NoisePng.Create(20 + index, 20))];
        foreach (var (path, content) in _paths.Zip(Contents))
            File.WriteAllBytes(path, content);
    }

    public IReadOnlyList<byte[]> Contents { get; }

    public Task DragOverAsync(FormPage page, ILocator target) => DispatchAsync(page, target, "dragOver");

    public Task DropAsync(FormPage page, ILocator target) => DispatchAsync(page, target, "dragOver", "drop");

    public Task CancelAsync(FormPage page) => DispatchAsync(page, page.Page.Locator("body"), "dragCancel");

    private async Task DispatchAsync(FormPage page, ILocator target, params string[] types)
    {
        await ChromiumPage.DragAsync(page.Page, target, _paths, _overThePage ? types : types.Prepend("dragEnter"));
        _overThePage = types[^1] == "dragOver";
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
