using System.Text.Json;
using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>The element speaks the language of the page, where its author gives it the words.</summary>
public sealed class StringsTests(Browser browser)
{
    private const string German =
        """
        {
          "choose": "Bild auswählen",
          "limits": "{types}, bis {size}",
          "cancel": "Abbrechen",
          "remove": "Entfernen",
          "actOn": "{name}: {action}",
          "stored": "{width} mal {height}, {size}",
          "uploading": "{name} wird hochgeladen.",
          "uploaded": "{name} ist hochgeladen.",
          "removed": "{name} ist entfernt.",
          "failed": "{name} schlug fehl: {problem}",
          "tooLarge": "größer als {limit}.",
          "valueMissing": "Bitte ein Bild auswählen.",
          "invalid-image": "Die Datei ist ab Byte {offset} beschädigt."
        }
        """;

    /// <summary>A limit that has a decimal place to be written in the author's language.</summary>
    private static readonly Dictionary<string, string> Limit = new() { ["MaxBytes"] = "4500000" };

    [Theory]
    [InlineData("lang=\"de\"", "")]
    [InlineData("", "lang=\"de\"")]
    public async Task Words_In_The_Document_Are_Those_Of_The_Field_With_Numbers_In_Their_Language(string onScript, string onBody)
    {
        var head = $"""<body {onBody}><script type="application/json" data-strings {onScript}>{German}</script>""";
        await using var page = await FormPage.OpenAsync(browser, head: head, settings: Limit);
        var image = NoisePng.Create(700, 600);

        await Expect(page.Choose).ToHaveTextAsync("Bild auswählen");
        await Expect(page.Field.Locator("[data-part=hint]")).ToHaveTextAsync("JPEG, PNG, GIF, WebP oder AVIF, bis 4,5 MB");
        await page.Send.ClickAsync();
        Assert.Equal("Bitte ein Bild auswählen.", await page.Field.EvaluateAsync<string>("field => field.validationMessage"));
        using (page.Gateway.Hold())
        {
            await page.PickAsync(FormPage.Png(image));
            await Expect(page.Button("cat.png: Abbrechen")).ToHaveTextAsync("Abbrechen");
            await Expect(page.Status).ToHaveTextAsync("cat.png wird hochgeladen.");
        }
        await Expect(page.Status).ToHaveTextAsync("cat.png ist hochgeladen.");
        await Expect(page.Items).ToContainTextAsync("700 mal 600, 1,3 MB");
        await page.Button("cat.png: Entfernen").ClickAsync();
        await Expect(page.Status).ToHaveTextAsync("cat.png ist entfernt.");
        await page.PickAsync(FormPage.Png(NoisePng.Create(1500, 1200)));
        await Expect(page.Status).ToHaveTextAsync("cat.png schlug fehl: größer als 4,5 MB.");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Words_Inside_The_Element_Win_And_Those_That_Are_Missing_Are_Its_Language_s()
    {
        const string form =
            """
            <image-upload name="front"><input type="file">
              <script type="application/json" data-strings lang="fr">{ "choose": "Choisir une image" }</script>
            </image-upload>
            <image-upload name="back"><input type="file"></image-upload>
            """;
        await using var page = await FormPage.OpenAsync(
            browser,
            form,
            head: """<script type="application/json" data-strings lang="de">{ "choose": "Bild auswählen" }</script>""",
            settings: Limit);

        await Expect(page.Choose).ToHaveTextAsync(["Choisir une image", "Bild auswählen"]);
        await Expect(page.Field.Locator("[data-part=drop]")).ToHaveTextAsync(
            ["ou glisser-déposer, ou coller", "oder hierher ziehen oder einfügen"]);
        // numbers as the author's language writes them
        await Expect(page.Field.Locator("[data-part=hint]").First).ToContainTextAsync("4,5");
    }

    [Theory]
    [InlineData(1, "Najwyżej 1 zdjęcie.")]
    [InlineData(3, "Najwyżej 3 zdjęcia.")]
    [InlineData(5, "Najwyżej 5 zdjęć.")]
    public async Task Plurals_Are_Those_Of_The_Language(int most, string message)
    {
        const string polish =
            """
            {
              "rangeOverflow": {
                "one": "Najwyżej {count} zdjęcie.", "few": "Najwyżej {count} zdjęcia.", "many": "Najwyżej {count} zdjęć.", "other": "?"
              }
            }
            """;
        await using var page = await FormPage.OpenAsync(
            browser,
            $"""<image-upload name="photos" multiple max-files="{most}"><input type="file" multiple></image-upload>""",
            head: $"""<script type="application/json" data-strings lang="pl">{polish}</script>""");

        await page.PickAsync([.. Enumerable.Range(0, most + 1).Select(index => FormPage.Png($"{index}.png"))]);

        await Expect(page.Field.GetByText(message)).ToBeVisibleAsync();
        Assert.Equal(message, await page.Field.EvaluateAsync<string>("field => field.validationMessage"));
    }

    [Fact]
    public async Task The_Author_s_Words_For_A_Problem_Of_The_Service_Replace_The_Service_s()
    {
        await using var page = await FormPage.OpenAsync(
            browser, head: $"""<script type="application/json" data-strings lang="de">{German}</script>""");

        await page.PickAsync(FormPage.Damaged());

        await Expect(page.Problem).ToHaveTextAsync(new Regex(@"^Die Datei ist ab Byte \d+ beschädigt\.$"));
    }

    [Fact]
    public async Task A_Language_Written_As_Operating_Systems_Write_It_Is_Understood()
    {
        await using var page = await FormPage.OpenAsync(
            browser, head: """<script type="application/json" data-strings lang="zh_Hant_TW">{ "choose": "選擇圖片" }</script>""");

        await Expect(page.Choose).ToHaveTextAsync("選擇圖片");
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Words_That_Are_No_Json_Leave_English_And_One_Line_In_The_Console()
    {
        await using var page = await FormPage.OpenAsync(
            browser, head: """<script type="application/json" data-strings lang="de">{ choose: "Bild auswählen" }</script>""");

        await Expect(page.Choose).ToHaveTextAsync("Choose image");
        await Expect(page.Field.Locator("[data-part=hint]")).ToContainTextAsync("up to 25 MB");
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        Assert.Contains("<image-upload>", Assert.Single(page.Errors));
    }

    [Fact]
    public async Task A_Script_Can_Change_The_Words_At_Any_Time_And_Keeps_The_Others()
    {
        await using var page = await FormPage.OpenAsync(
            browser,
            head:
                """
                <script type="application/json" data-strings lang="de">
                  { "choose": "Bild auswählen", "drop": "oder hierher ziehen" }
                </script>
                """);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        await page.Field.EvaluateAsync("field => { field.strings = { remove: 'Löschen' }; field.strings = { choose: 'Foto auswählen' }; }");

        await Expect(page.Button("cat.png: Löschen")).ToHaveTextAsync("Löschen");
        await page.Button("cat.png: Löschen").ClickAsync();
        await Expect(page.Choose).ToHaveTextAsync("Foto auswählen");
        await Expect(page.Field.Locator("[data-part=drop]")).ToHaveTextAsync("oder hierher ziehen");
        var strings = await page.Field.EvaluateAsync<JsonElement>("field => field.strings");
        Assert.Equal("Löschen", strings.GetProperty("remove").GetString());
        Assert.Equal("Erneut versuchen", strings.GetProperty("retry").GetString());
    }

    [Fact]
    public async Task Words_That_A_Script_Set_Before_The_Module_Came_Count()
    {
        const string form =
            """
            <image-upload name="photo" lang="de"><input type="file"></image-upload>
            <script>document.querySelector('image-upload').strings = { choose: 'Bild auswählen', limits: 'bis {size}' };</script>
            """;
        await using var page = await FormPage.OpenAsync(browser, form, settings: Limit);

        await Expect(page.Choose).ToHaveTextAsync("Bild auswählen");
        await Expect(page.Field.Locator("[data-part=hint]")).ToHaveTextAsync("bis 4,5 MB");
    }
}
