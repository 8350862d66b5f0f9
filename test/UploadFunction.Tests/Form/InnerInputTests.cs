using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Form;

/// <summary>What a framework may do to the inner input while the element stands in for it: the form sends one value for an image.</summary>
public sealed class InnerInputTests(Browser browser)
{
    private const string SendsByScript =
        """
        <script>
          addEventListener('submit', event => {
            event.preventDefault();
            document.title = JSON.stringify([...new FormData(event.target)].map(([name, value]) => [name, typeof value]));
          });
        </script>
        """;

    [Theory]
    [InlineData("set", "input.name = 'photo'; input.required = true;")]
    [InlineData("removed", "input.remove();")]
    [InlineData("replaced", "input.replaceWith(input.cloneNode());")]
    [InlineData("moved", "const box = document.createElement('div'); input.replaceWith(box); box.append(input);")]
    [InlineData("re-rendered", """field.innerHTML = '<input type="file" id="photo" name="photo" accept="image/*" required>';""")]
    public async Task Whatever_Is_Done_To_It_An_Image_Is_Sent_Once(string what, string script)
    {
        await using var page = await FormPage.OpenAsync(browser, head: SendsByScript);
        await page.PickAsync(FormPage.Png());
        await page.ExpectUploadedAsync();

        for (var render = 0; render < 20; render++)
        {
            await page.Field.EvaluateAsync(
                $$"""
                async field => {
                  const input = field.querySelector('input');
                  {{script}}
                  await new Promise(requestAnimationFrame);
                }
                """);
        }

        await Expect(page.Choose).ToBeVisibleAsync();
        await Expect(page.Field.Locator("input[type=file]")).ToBeHiddenAsync();
        await Expect(page.Page.Locator("[data-ui]")).ToHaveCountAsync(1);
        await Expect(page.Items).ToHaveCountAsync(1);
        await page.Send.ClickAsync();
        await Expect(page.Page).ToHaveTitleAsync("""[["photo","string"]]""");

        await page.PickAsync(FormPage.Png("dog.png"));
        await Expect(page.Items).ToContainTextAsync("dog.png");
        await page.ExpectUploadedAsync();
        Assert.True(page.Errors.Count == 0, what);
    }

    [Fact]
    public async Task An_Empty_Field_Sends_Nothing_After_A_Framework_Named_The_Input()
    {
        await using var page = await FormPage.OpenAsync(
            browser, """<image-upload name="photo"><input type="file" name="photo"></image-upload>""", SendsByScript);

        await page.Field.EvaluateAsync("field => { field.querySelector('input').name = 'photo'; }");
        await page.Send.ClickAsync();

        await Expect(page.Page).ToHaveTitleAsync("[]");
    }

    [Fact]
    public async Task Another_Input_Takes_What_Is_Picked_Through_Its_Label()
    {
        await using var page = await FormPage.OpenAsync(browser);
        await page.Field.EvaluateAsync("field => { const input = field.querySelector('input'); input.replaceWith(input.cloneNode()); }");

        await page.PickAsync(page.Page.GetByText("Photo", new() { Exact = true }), FormPage.Png());

        await page.ExpectUploadedAsync();
    }

    [Fact]
    public async Task Taken_Out_Of_The_Element_It_Is_A_Plain_Input_Again()
    {
        await using var page = await FormPage.OpenAsync(browser);

        var sent = await page.Field.EvaluateAsync<string[]>(
            """
            async field => {
              const input = field.querySelector('input');
              field.form.append(input);
              await new Promise(requestAnimationFrame);
              return [input.name, `${input.required}`, `${input.hidden}`, `${input.form === field.form}`, `${input.onchange}`];
            }
            """);

        Assert.Equal(["photo", "true", "false", "true", "null"], sent);
    }
}
