using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>What axe finds, in every state and every way of looking at the page: nothing.</summary>
public sealed class AccessibilityTests(Browser browser)
{
    [Fact]
    public async Task Axe_Finds_Nothing_In_The_Empty_Field()
    {
        await using var page = await FormPage.OpenAsync(browser);

        await Axe.AssertFindsNothingAsync(page.Page);
    }
}
