using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Tests.Form;
using UploadFunction.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace UploadFunction.Tests.Clients;

/// <summary>Large images go past the API by <c>wwwroot/uppy-upload.js</c>, with the code that the documentation shows.</summary>
public sealed class UppyDirectTests(Browser browser)
{
    private const string Success = "uppy.on('upload-success'";

    private const string SameKey = "crypto.getRandomValues = numbers => numbers.fill(4294967295)";

    private static readonly byte[] Photo = SampleImages.Jpeg.Stored;

    public static TheoryData<int> Versions => [6, 5];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_Large_Image_Goes_Past_The_Api_With_Progress(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version);
        var image = SampleImages.JpegOfLength(12_000_000);
        await page.SlowDownAsync(bytesPerSecond: 500_000);

        await page.PickAsync(("cat.jpg", image));
        var first = await page.ProgressAsync(0);
        var second = await page.ProgressAsync(first);
        await page.SlowDownAsync(bytesPerSecond: -1);

        await page.ExpectStoredOnceAsync(image);
        Assert.InRange(first, 1, second - 1);
        Assert.InRange(second, first + 1, 99);
        Assert.Equal([Step.Ticket, Step.Store, Step.Complete], page.Gateway.Steps);
        Assert.Empty(page.Errors);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Its_Name_And_Metadata_Are_Stored_And_The_Page_Gets_The_Upload_Without_Its_Token(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version, html => html
            .Replace("new Uppy.Uppy()", "new Uppy.Uppy({ meta: { alt: 'A cat', secret: 'x' } })", StringComparison.Ordinal)
            .Replace(Success, $"{Success}, (_, answer) => {{ window.answer = answer; }});{Success}", StringComparison.Ordinal));

        await page.PickAsync(("Kätzchen.jpg", Photo));
        await page.ExpectStoredOnceAsync(Photo);

        var answer = JsonSerializer.Deserialize<JsonElement>(await page.Page.EvaluateAsync<string>("JSON.stringify(answer)"));
        var body = answer.GetProperty("body");
        var stored = await page.Api.Client.GetFromJsonAsync<JsonElement>($"uploads/{body.Text("id")}", Cancellation);
        Assert.Equal((200, body.Text("url")), (answer.GetProperty("status").GetInt32(), answer.Text("uploadURL")));
        Assert.Equal(("Kätzchen.jpg", "A cat"), (stored.Text("fileName"), stored.GetProperty("metadata").Text("alt")));
        Assert.Single(stored.GetProperty("metadata").EnumerateObject());
        Assert.False(body.TryGetProperty("deleteToken", out _));
    }

    [Theory]
    [InlineData(6, "Remove file")]
    [InlineData(5, "Remove file")]
    [InlineData(6, "Cancel")]
    [InlineData(5, "Cancel")]
    public async Task Cancel_Stops_The_Request_And_Nothing_Is_Stored(int version, string button)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version);
        using var hold = page.Gateway.Hold(Step.Store);
        var failure = new TaskCompletionSource<string?>();
        page.Page.RequestFailed += (_, request) => failure.TrySetResult(request.Failure);
        await page.Page.RunAndWaitForRequestAsync(() => page.PickAsync(("cat.jpg", SampleImages.JpegOfLength(12_000_000))), "**/disk/");

        await page.Page.RunAndWaitForResponseAsync(
            () => page.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync(),
            response => response is { Request.Method: "DELETE", Status: 404 }); // there is nothing to delete

        Assert.Equal("net::ERR_ABORTED", await failure.Task);
        await page.ExpectNoItemsAsync();
        Assert.Equal([Step.Ticket, Step.Store], page.Gateway.Steps);
        Assert.Empty(page.ObjectsIn("images"));
        Assert.Empty(page.ObjectsIn("incoming"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_File_That_Was_Cancelled_Can_Be_Chosen_Again(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version);
        using (page.Gateway.Hold(Step.Complete))
        {
            await page.Page.RunAndWaitForRequestAsync(() => page.PickAsync(("cat.jpg", Photo)), "**/complete");
            await page.Page.RunAndWaitForResponseAsync(
                () => page.Page.GetByRole(AriaRole.Button, new() { Name = "Remove file" }).ClickAsync(),
                response => response is { Request.Method: "DELETE", Status: 204 });
        }

        await page.PickAsync(("cat.jpg", Photo));

        await page.ExpectStoredOnceAsync(Photo);
        Assert.Equal(2, page.IdempotencyKeys.Distinct().Count());
    }

    /// <summary>A stage of a REST API, for example.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_Api_Below_A_Path_Is_Found(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(
            browser,
            version,
            html => html.Replace("amazonaws.com' }", "amazonaws.com/Prod/' }", StringComparison.Ordinal),
            services => services.AddSingleton<IStartupFilter>(new BelowProd()));

        await page.PickAsync(("cat.jpg", Photo));

        await page.ExpectStoredOnceAsync(Photo);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task One_Image_Chosen_Under_Two_Names_Is_Two_Uploads(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version);

        await page.PickAsync(("cat.jpg", Photo), ("dog.jpg", Photo));

        await Expect(page.Page.GetByText("Complete", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(2, page.ObjectsIn("images").Length);
        Assert.Equal(2, page.IdempotencyKeys.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_Uploaded_Image_Stays_In_The_Store_When_It_Is_Removed(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version, html => html.Replace(
            "inline: true", "inline: true, showRemoveButtonAfterComplete: true", StringComparison.Ordinal));
        await page.PickAsync(("cat.jpg", Photo));
        await page.ExpectStoredOnceAsync(Photo);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Remove file" }).ClickAsync();

        await page.ExpectNoItemsAsync();
        Assert.Single(page.ObjectsIn("images"));
        Assert.Empty(page.Gateway.Removals);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_Broken_Connection_Is_Tried_Again(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version);
        var image = SampleImages.JpegOfLength(12_000_000);
        page.Gateway.Break(Step.Store);
        page.Gateway.Break(Step.Ticket);

        await page.PickAsync(("cat.jpg", image));

        await page.ExpectStoredOnceAsync(image);
        Assert.Equal([Step.Ticket, Step.Ticket, Step.Store, Step.Complete, Step.Ticket, Step.Store, Step.Complete], page.Gateway.Steps);
        Assert.Equal(3, page.IdempotencyKeys.Count);
        Assert.Single(page.IdempotencyKeys.Distinct());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Retry_Goes_On_With_The_Same_Key(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version);
        page.Gateway.IsDown = true;
        await page.PickAsync(("cat.jpg", Photo));
        Assert.Contains("The image service could not be reached.", await page.FailureAsync(), StringComparison.Ordinal);
        Assert.Equal(5, page.IdempotencyKeys.Count);

        page.Gateway.IsDown = false;
        await page.RetryAsync();

        await page.ExpectStoredOnceAsync(Photo);
        Assert.Equal([Step.Ticket, Step.Store, Step.Complete], page.Gateway.Steps);
        Assert.Single(page.IdempotencyKeys.Distinct());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_Busy_Service_Is_Asked_Again_And_The_Image_Is_Not_Sent_Again(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version);
        page.Gateway.Answer(503, retryAfter: "1", at: Step.Ticket);
        page.Gateway.Answer(503, at: Step.Complete);
        page.Gateway.LoseAnswer(Step.Complete);

        await page.PickAsync(("cat.jpg", Photo));

        await page.ExpectStoredOnceAsync(Photo);
        Assert.Equal([Step.Ticket, Step.Ticket, Step.Store, Step.Complete, Step.Complete, Step.Complete], page.Gateway.Steps);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_Image_That_Arrived_Although_The_Connection_Broke_Is_Not_Sent_Again(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version);
        page.Gateway.LoseAnswer(Step.Store);

        await page.PickAsync(("cat.jpg", Photo));

        await page.ExpectStoredOnceAsync(Photo);
        Assert.Equal([Step.Ticket, Step.Store, Step.Complete], page.Gateway.Steps);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_Image_That_Is_Published_Already_Needs_No_Ticket(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version, html => html
            .Replace("inline: true", "inline: true, showRemoveButtonAfterComplete: true", StringComparison.Ordinal)
            .Replace("<form", $"<script>{SameKey}</script><form", StringComparison.Ordinal));
        await page.PickAsync(("cat.jpg", Photo));
        await page.ExpectStoredOnceAsync(Photo);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Remove file" }).ClickAsync();
        await page.ExpectNoItemsAsync();

        await page.PickAsync(("cat.jpg", Photo));

        await page.ExpectStoredOnceAsync(Photo);
        Assert.Equal([Step.Ticket, Step.Store, Step.Complete, Step.Ticket], page.Gateway.Steps);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_The_Store_Refuses_Is_Sent_Again_Only_By_Hand(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version);
        page.Gateway.Answer(403, at: Step.Store);
        await page.PickAsync(("cat.jpg", Photo));
        Assert.Contains(
            "The image store did not take the file: error 403. Try again.", await page.FailureAsync(), StringComparison.Ordinal);
        Assert.Equal([Step.Ticket, Step.Store], page.Gateway.Steps);

        await page.RetryAsync();

        await page.ExpectStoredOnceAsync(Photo);
    }

    [Theory]
    [InlineData(6, "photo.jpg", 9, "This is a PDF document.", 3)]
    [InlineData(5, "photo.jpg", 9, "This is a PDF document.", 3)]
    [InlineData(6, "photo.pdf", 9, "Files of this type are not taken.", 1)]
    [InlineData(5, "photo.pdf", 9, "Files of this type are not taken.", 1)]
    [InlineData(6, "photo.jpg", 30_000_000, "This image is 30 MB; the limit is 25 MB.", 1)]
    [InlineData(5, "photo.jpg", 30_000_000, "This image is 30 MB; the limit is 25 MB.", 1)]
    public async Task What_Is_Rejected_Is_Said_In_Our_Words_And_Not_Sent_Again(
        int version, string name, int length, string words, int requests)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version);

        await page.PickAsync((name, length > 9 ? SampleImages.JpegOfLength(length) : "%PDF-1.7\n"u8.ToArray()));

        Assert.Contains(words, await page.FailureAsync(), StringComparison.Ordinal);
        await Expect(page.Page.Locator(".uppy-Dashboard-Item-errorDetails"))
            .ToHaveAttributeAsync("aria-label", new Regex(Regex.Escape(words)));
        Assert.Equal(requests, page.Gateway.Steps.Count);
        Assert.Empty(page.ObjectsIn("images"));
        Assert.Empty(page.ObjectsIn("incoming"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Three_Files_Go_At_The_Same_Time_And_The_Fourth_Waits(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version);
        Hold[] holds = [page.Gateway.Hold(Step.Ticket), page.Gateway.Hold(Step.Ticket), page.Gateway.Hold(Step.Ticket)];

        var tickets = 0;
        await page.Page.RunAndWaitForRequestAsync(
            () => page.PickAsync([.. Enumerable.Range(1, 4).Select(number => ($"{number}.jpg", Photo))]),
            request => request.Url.EndsWith("/uploads/direct", StringComparison.Ordinal) && ++tickets == 3);
        await Expect(page.Items).ToHaveCountAsync(4);
        Assert.Equal(3, page.IdempotencyKeys.Count);
        foreach (var hold in holds)
            hold.Dispose();

        await Expect(page.Page.Locator(".uppy-Dashboard-Item.is-complete")).ToHaveCountAsync(4);
        Assert.Equal(4, page.ObjectsIn("images").Length);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_Page_s_Headers_Go_To_The_Api_And_Never_To_The_Store(int version)
    {
        await using var page = await UppyDirectPage.OpenAsync(browser, version, html => html.Replace(
            "UploadFunction, { ", "UploadFunction, { headers: { Authorization: 'Bearer secret' }, ", StringComparison.Ordinal));

        await page.PickAsync(("cat.jpg", Photo));
        await page.ExpectStoredOnceAsync(Photo);

        Assert.Equal("Bearer secret", Assert.Single(page.Gateway.At(Step.Ticket)).Authorization);
        Assert.Equal("Bearer secret", Assert.Single(page.Gateway.At(Step.Complete)).Authorization);
        Assert.Equal("", Assert.Single(page.Gateway.At(Step.Store)).Authorization);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_Ticket_Without_Fields_Is_Obeyed_The_Image_Is_The_Body(int version)
    {
        using var folder = new TemporaryFolder();
        await using var store = await PutStore.StartAsync(new DiskObjectStore(folder.Path, TimeProvider.System));
        await using var page = await UppyDirectPage.OpenAsync(
            browser, version, services: services => services.AddSingleton<IObjectStore>(store));

        await page.PickAsync(("cat.jpg", Photo));
        await Expect(page.Page.Locator(".uppy-Dashboard-Item.is-complete")).ToHaveCountAsync(1);

        var key = new Uri(await page.Page.Locator("input[name=photo]").InputValueAsync()).AbsolutePath[1..];
        Assert.Equal(Photo, (await store.GetAsync(key, Photo.Length, Cancellation))!.Bytes.ToArray());
        Assert.Equal([Step.Ticket, Step.Complete], page.Gateway.Steps);
    }

    private sealed class BelowProd : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UsePathBase("/Prod");
            next(app);
        };
    }
}
