using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace UploadFunction.Tests.Support;

/// <summary>The accessibility checker axe-core, on a page as it stands.</summary>
internal static class Axe
{
    private static readonly AxeRunOptions _options = new()
    {
        RunOnly = new()
        {
            Type = "tag",
            Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
        },
    };

    /// <summary>Fails with every violation of WCAG 2.2 level A and AA and of best practice, and with what axe could not decide.</summary>
    /// <param name="state">Says in the message which state of the page it was.</param>
    public static async Task AssertFindsNothingAsync(IPage page, string state = "")
    {
        var result = await page.RunAxe(_options);
        Assert.NotEmpty(result.Passes); // it did run
        string[] findings =
        [
            .. result.Violations.Select(rule => Describe("violation", rule)),
            .. result.Incomplete.Select(rule => Describe("undecided", rule)),
        ];
        Assert.True(findings.Length == 0, $"axe, {page.Url} {state}\n{string.Join('\n', findings)}");
    }

    private static string Describe(string kind, AxeResultItem rule) =>
        $"{kind}: {rule.Id} ({rule.Impact}): {rule.Help}\n" + string.Join('\n', rule.Nodes.Select(Describe));

    private static string Describe(AxeResultNode node)
    {
        var messages = node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message);
        return $"  {node.Target}: {node.Html}\n    {string.Join("\n    ", messages)}";
    }
}
