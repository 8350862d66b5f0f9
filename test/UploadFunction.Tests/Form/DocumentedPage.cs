using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>Pages made of what <c>docs/form.md</c> shows, on an origin of their own.</summary>
internal static class DocumentedPage
{
    /// <summary>A page with the documented script tag and what follows it.</summary>
    public static Task<FormPage> OpenAsync(Browser browser, string body) => OpenBareAsync(browser, Snippet.Named("install").Html + body);

    /// <summary>A page with just this in it.</summary>
    public static Task<FormPage> OpenBareAsync(Browser browser, string content, bool upgrades = true, bool scripts = true) =>
        FormPage.OpenAsync(
            browser,
            options: new() { JavaScriptEnabled = scripts },
            upgrades: upgrades,
            document: (api, site) => Snippet.Resolve(
                $"""<!doctype html><html lang="en"><meta charset="utf-8"><title>A site</title>{content}""", api.BaseAddress, site));
}
