using ObjectStorage;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>What the form that <see cref="IObjectStore.SignUploadAsync"/> signs does, sent over HTTP to the store.</summary>
public abstract class PresignedPostContract : IAsyncLifetime
{
    private readonly HttpClient _http = new();

    private protected IObjectStore Store { get; private set; } = null!;

    private protected string Key { get; } = $"incoming/{Guid.NewGuid():N}";

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await Store.DeleteAsync(Key, CancellationToken.None);
        _http.Dispose();
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract ValueTask<IObjectStore> OpenAsync();

    private protected abstract ValueTask CloseAsync();

    /// <summary>The API before the disk store.</summary>
    private protected virtual string Api => "http://api.invalid";

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public async Task A_Form_Sent_As_It_Was_Given_Stores_Its_File(int length)
    {
        var file = TestObjects.Bytes(length);

        var answer = await SendAsync(await NewFormAsync(file));

        Assert.True(answer.Status == 201, $"{answer}");
        var found = await Store.GetAsync(Key, Cancellation);
        Assert.NotNull(found);
        Assert.Equal(file, found.Bytes.ToArray());
        Assert.Equal("image/png", found.Head.ContentType);
        Assert.Equal(
            new Dictionary<string, string> { ["file-name"] = "caf%C3%A9%20%28front%29.png", ["alt"] = "A%20hill" }, found.Head.Metadata);
    }

    [Fact]
    public async Task A_Form_Sent_Again_Overwrites()
    {
        var (first, second) = (TestObjects.Bytes(1000), TestObjects.Bytes(1000));
        var form = await NewFormAsync(first);

        Assert.Equal(201, (await SendAsync(form)).Status);
        var before = await Store.HeadAsync(Key, Cancellation);
        form.File = second;
        Assert.Equal(201, (await SendAsync(form)).Status);

        var after = await Store.GetAsync(Key, Cancellation);
        Assert.Equal(second, after!.Bytes.ToArray());
        Assert.NotEqual(before!.ETag, after.Head.ETag);
    }

    [Fact]
    public async Task Deletes_The_Object_That_Still_Has_The_ETag()
    {
        await SendAsync(await NewFormAsync(TestObjects.Bytes(10)));
        var eTag = (await Store.HeadAsync(Key, Cancellation))!.ETag;

        await Store.DeleteAsync(Key, eTag, Cancellation);

        Assert.Null(await Store.HeadAsync(Key, Cancellation));
    }

    [Fact]
    public async Task Keeps_An_Object_That_Has_Another_ETag_By_Now()
    {
        if (IgnoresIfMatch is { } reason)
            Assert.Skip(reason);
        var (first, second) = (TestObjects.Bytes(10), TestObjects.Bytes(10));
        var form = await NewFormAsync(first);
        await SendAsync(form);
        var eTag = (await Store.HeadAsync(Key, Cancellation))!.ETag;
        form.File = second;
        await SendAsync(form);

        await Store.DeleteAsync(Key, eTag, Cancellation);

        Assert.Equal(second, (await Store.GetAsync(Key, Cancellation))?.Bytes.ToArray());
    }

    [Fact]
    public async Task An_Object_That_Is_Gone_Needs_No_Delete()
    {
        await SendAsync(await NewFormAsync(TestObjects.Bytes(10)));
        var eTag = (await Store.HeadAsync(Key, Cancellation))!.ETag;
        await Store.DeleteAsync(Key, Cancellation);

        await Store.DeleteAsync(Key, eTag, Cancellation);
        await Store.DeleteAsync($"nowhere-{Guid.NewGuid():N}/x", eTag, Cancellation);

        Assert.Null(await Store.HeadAsync(Key, Cancellation));
    }

    [Fact]
    public async Task A_Cancelled_Token_Cancels()
    {
        await SendAsync(await NewFormAsync(TestObjects.Bytes(10)));
        var (found, cancelled) = ((await Store.HeadAsync(Key, Cancellation))!, new CancellationToken(canceled: true));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.SignUploadAsync(NewPolicy(10), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.DeleteAsync(Key, found.ETag, cancelled));

        Assert.Equal(found.ETag, (await Store.HeadAsync(Key, Cancellation))?.ETag);
    }

    [Fact]
    public async Task Takes_No_Key_That_Leads_Elsewhere()
    {
        const string Elsewhere = "incoming/../../x";

        await Assert.ThrowsAnyAsync<ArgumentException>(
            async () => await Store.SignUploadAsync(NewPolicy(10) with { Key = Elsewhere }, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.DeleteAsync(Elsewhere, "\"x\"", Cancellation));
    }

    /// <summary>Why a stale ETag cannot be shown on this server.</summary>
    private protected virtual string? IgnoresIfMatch => null;

    private protected UploadPolicy NewPolicy(long size, TimeSpan? life = null) => new(
        Key,
        "image/png",
        size,
        new Dictionary<string, string> { ["file-name"] = "caf%C3%A9%20%28front%29.png", ["alt"] = "A%20hill" },
        DateTimeOffset.UtcNow + (life ?? TimeSpan.FromMinutes(15)));

    private protected Task<PostForm> NewFormAsync(byte[] file) => NewFormAsync(file, NewPolicy(file.Length));

    private protected async Task<PostForm> NewFormAsync(byte[] file, UploadPolicy policy)
    {
        var signed = await Store.SignUploadAsync(policy, Cancellation);
        // What the program itself receives has a URL relative to the API.
        return new PostForm(signed with { Url = new Uri(new Uri($"{Api}/"), signed.Url).AbsoluteUri }, file);
    }

    private protected Task<PostAnswer> SendAsync(PostForm form) => form.SendAsync(_http);
}
