using System.Text.Json;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>The files with the element's words, of which the page's language chooses one.</summary>
public sealed partial class TranslationTests(Browser browser)
{
    private const string Form = """<image-upload name="photo"><input type="file"></image-upload>""";

    public static TheoryData<string> Languages =>
    [
        .. Directory.EnumerateFiles(Repository.PathTo("src/UploadFunction/wwwroot"), "image-upload.*.json")
            .Select(path => Path.GetFileName(path).Split('.')[1])
            .Order(),
    ];

    [Fact]
    public async Task English_Is_What_The_Element_Says_By_Itself()
    {
        await using var page = await FormPage.OpenAsync(browser);

        Assert.True(JsonElement.DeepEquals(Read("en"), await SpokenAsync(page)));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Each_Language_Has_All_Words_All_Plurals_And_The_Same_Placeholders(string language)
    {
        await using var page = await FormPage.OpenAsync(browser, Form, head: $"""<body lang="{language}">""");
        var spoken = await SpokenAsync(page);
        var plurals = await page.Page.EvaluateAsync<string[]>(
            "language => new Intl.PluralRules(language).resolvedOptions().pluralCategories", language);
        var (english, translated) = (Read("en"), Read(language));

        Assert.True(JsonElement.DeepEquals(translated, spoken), "the page's language did not choose the file");
        Assert.Equal(english.EnumerateObject().Select(entry => entry.Name), translated.EnumerateObject().Select(entry => entry.Name));
        foreach (var (key, value) in translated.EnumerateObject().Select(entry => (entry.Name, entry.Value)))
        {
            var expected = english.GetProperty(key);
            Assert.True(expected.ValueKind == value.ValueKind, key);
            if (value.ValueKind == JsonValueKind.String)
            {
                Assert.Equal((key, Placeholders(expected)), (key, Placeholders(value)));
                continue;
            }
            Assert.Equal(plurals.Order(), value.EnumerateObject().Select(entry => entry.Name).Order());
            // A form for 0, 1 or 2 may write the number as a word.
            foreach (var form in value.EnumerateObject().Where(form => form.Name is "few" or "many" or "other"))
                Assert.Equal((key, form.Name, Placeholders(expected.GetProperty("other"))), (key, form.Name, Placeholders(form.Value)));
        }
        Assert.Empty(page.Errors);
    }

    [Theory]
    [InlineData("pt-BR", "Escolher imagem")]
    [InlineData("zh_CN", "选择图片")]
    [InlineData("DE-at", "Bild auswählen")]
    [InlineData("da", "Choose image")]
    [InlineData("not a language", "Choose image")]
    [InlineData("", "Choose image")]
    public async Task The_Tag_Or_Its_Language_Chooses(string tag, string words)
    {
        await using var page = await FormPage.OpenAsync(browser, Form, head: $"""<body lang="{tag}">""");

        await Expect(page.Choose).ToHaveTextAsync(words);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task The_Author_s_Own_Words_Win_Over_The_File()
    {
        const string ownWords = """<script type="application/json" data-strings>{ "choose": "Katzenbild wählen" }</script>""";
        await using var page = await FormPage.OpenAsync(browser, Form, head: $"""<body lang="de">{ownWords}""");

        await Expect(page.Choose).ToHaveTextAsync("Katzenbild wählen");
        await Expect(page.Field.Locator("[data-part=drop]")).ToHaveTextAsync("oder hierher ziehen oder einfügen");
    }

    [Fact]
    public async Task A_File_That_Cannot_Be_Had_Leaves_English()
    {
        await using var api = UploadApi.Start();
        await using var site = await AuthorSite.StartAsync(api.BaseAddress, Form, """<body lang="de">""");
        await using var tab = await browser.OpenAsync(
            site.BaseAddress, prepare: context => context.RouteAsync("**/image-upload.de.json", route => route.AbortAsync()));

        await Expect(tab.Page.Locator("[data-part=pick]")).ToHaveTextAsync("Choose image");
    }

    [Theory]
    [InlineData("en", "2 uploaded, 1 failed.")]
    [InlineData("de", "2 hochgeladen, 1 nicht hochgeladen.")]
    [InlineData("ar", "رُفعت صورتان وتعذّر رفع صورة واحدة.")]
    public async Task The_Last_Thing_Said_Of_Three_Files_One_Of_Which_Fails_Is_A_Summary(string language, string summary)
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photos" multiple><input type="file"></image-upload>""", $"""<body lang="{language}">""");

        await page.PickAsync(FormPage.Png("one.png"), FormPage.Text("two.txt"), FormPage.Png("three.png"));
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(2);

        await Expect(page.Status).ToContainTextAsync(summary);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Each_Language_Is_Accessible_And_Stays_Within_A_Narrow_Page(string language)
    {
        const string labelled =
            """
            <label for="photo">Photo</label>
            <image-upload name="photo" multiple describe><input id="photo" type="file"></image-upload>
            """;
        var direction = language is "ar" or "fa" or "he" ? "rtl" : "ltr";
        var setLanguage = $"document.documentElement.lang = '{language}'; document.documentElement.dir = '{direction}'";
        await using var page = await FormPage.OpenAsync(
            browser,
            labelled,
            head: $"<script>{setLanguage}</script>{Looks.SiteStyle}",
            options: new() { ViewportSize = new() { Width = 320, Height = 800 } });

        await page.PickAsync(FormPage.Png(), FormPage.Text());
        await Expect(page.Field.Locator("li[data-state=failed]")).ToHaveCountAsync(1);
        await Expect(page.Field.Locator("li[data-state=done]")).ToHaveCountAsync(1);

        await ScreenshotTests.TakeAsync(page, $"language-{language}");
        await Axe.AssertFindsNothingAsync(page.Page, language);
        Assert.Equal(320, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    private static async Task<JsonElement> SpokenAsync(FormPage page) =>
        JsonElement.Parse(await page.Field.EvaluateAsync<string>("field => JSON.stringify(field.strings)"));

    private static JsonElement Read(string language) =>
        JsonElement.Parse(File.ReadAllText(Repository.PathTo($"src/UploadFunction/wwwroot/image-upload.{language}.json")));

    private static string Placeholders(JsonElement text) =>
        string.Join(' ', Placeholder().Matches(text.GetString()!).Select(match => match.Value).Order());

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
