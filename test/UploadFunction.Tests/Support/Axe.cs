using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace UploadFunction.Tests.Support;

/// <summary>The accessibility checker axe-core, on a page as it stands.</summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    // Not by Deque.AxeCore.Playwright: its RunAxe opens a tab and loads the script twice each time, which takes many times as long as
    // the check. "target-size" is off until somebody asks for WCAG 2.2.
    private const string Run =
        """
        async () => {
          const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
          // Of what passes, one node for each rule: axe takes long to name every node.
          const resultTypes = ['violations', 'incomplete'];
          const { violations, incomplete, passes } =
            await axe.run({ runOnly: { type: 'tag', values }, rules: { 'target-size': { enabled: true } }, resultTypes, preload: false });
          if (!passes.length) throw new Error('axe checked nothing');
          const why = ({ any, all, none }) => [...any, ...all, ...none].map(check => check.message).join('; ');
          const describe = kind => ({ id, help, nodes }) =>
            [`${kind} ${id}: ${help}`, ...nodes.map(node => `  ${node.target}: ${node.html}\n    ${why(node)}`)].join('\n');
          return [...violations.map(describe('violation')), ...incomplete.map(describe('undecided'))];
        }
        """;

    /// <summary>
    /// Fails with every violation of WCAG 2.0 to 2.2, levels A and AA, and of best practice, and with what axe could not decide.
    /// </summary>
    /// <param name="state">Says in the message which state of the page it was.</param>
    public static async Task AssertFindsNothingAsync(IPage page, string state = "")
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
            await page.EvaluateAsync(Script);
        var findings = await page.EvaluateAsync<string[]>(Run);
        Assert.True(findings.Length == 0, $"axe, {page.Url} {state}\n{string.Join('\n', findings)}");
    }
}
