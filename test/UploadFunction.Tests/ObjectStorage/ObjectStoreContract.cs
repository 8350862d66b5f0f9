using ObjectStorage;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>What every <see cref="IObjectStore"/> promises. A store is tested by a class that derives from this one and opens it.</summary>
public abstract class ObjectStoreContract : IAsyncLifetime
{
    private readonly List<string> _keys = [];

    private IObjectStore Store { get; set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var key in _keys)
            await Store.DeleteAsync(key, CancellationToken.None);
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract ValueTask<IObjectStore> OpenAsync();

    private protected abstract ValueTask CloseAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public async Task Returns_The_Bytes_And_Headers_That_Were_Put(int length)
    {
        var (key, content) = (NewKey(), TestObjects.Bytes(length));
        var headers = TestObjects.HeadersFor(content, ("file-name", "caf%C3%A9.png"), ("width", "17"));

        Assert.True(await Store.TryPutAsync(key, content, headers, Cancellation));

        var found = await Store.GetAsync(key, Cancellation);
        Assert.NotNull(found);
        Assert.Equal(content, found.Bytes.ToArray());
        Assert.Equal(length, found.Head.Size);
        Assert.Equal(headers.ContentType, found.Head.ContentType);
        Assert.Equal(headers.CacheControl, found.Head.CacheControl);
        Assert.Equal(headers.ContentDisposition, found.Head.ContentDisposition);
        Assert.Equal(headers.Metadata, found.Head.Metadata);
    }

    [Fact]
    public async Task Head_Says_The_Same_As_Get()
    {
        var (key, content) = (NewKey(), TestObjects.Bytes(1000));
        await Store.TryPutAsync(key, content, ("alt", "A%20hill"));

        var head = await Store.HeadAsync(key, Cancellation);
        var got = await Store.GetAsync(key, Cancellation);

        Assert.Equivalent(got!.Head, head, strict: true);
    }

    [Fact]
    public async Task An_Object_Was_Modified_When_It_Was_Put()
    {
        var key = NewKey();
        await Store.TryPutAsync(key, TestObjects.Bytes(10));

        var head = await Store.HeadAsync(key, Cancellation);

        // Wide enough for a server's clock, too narrow for a time zone's mistake.
        Assert.Equal(DateTimeOffset.UtcNow, head!.LastModified, TimeSpan.FromMinutes(15));
        Assert.Equal(TimeSpan.Zero, head.LastModified.Offset);
    }

    [Fact]
    public async Task The_ETag_Is_Quoted_And_Follows_The_Bytes()
    {
        var (first, second, content) = (NewKey(), NewKey(), TestObjects.Bytes(10));
        await Store.TryPutAsync(first, content);
        await Store.TryPutAsync(second, [.. content, 0]);

        var eTag = (await Store.HeadAsync(first, Cancellation))!.ETag;

        Assert.Matches("^\"[^\"]+\"$", eTag);
        Assert.NotEqual(eTag, (await Store.HeadAsync(second, Cancellation))!.ETag);
    }

    [Fact]
    public async Task Puts_A_Part_Of_A_Larger_Buffer()
    {
        var (key, buffer) = (NewKey(), TestObjects.Bytes(100));
        var part = buffer.AsMemory(20, 50);

        await Store.TryPutAsync(key, part, TestObjects.HeadersFor(part.Span), Cancellation);

        Assert.Equal(part.ToArray(), (await Store.GetAsync(key, Cancellation))!.Bytes.ToArray());
    }

    [Fact]
    public async Task Keeps_All_Of_The_2048_Bytes_Of_Metadata()
    {
        var key = NewKey();
        (string, string)[] metadata = [("alt", new string('a', 1000)), ("caption", new string('%', 2048 - 1000 - 3 - 7))];

        await Store.TryPutAsync(key, TestObjects.Bytes(10), metadata);

        Assert.Equal(
            metadata.ToDictionary(pair => pair.Item1, pair => pair.Item2),
            (await Store.HeadAsync(key, Cancellation))!.Metadata);
    }

    [Fact]
    public async Task Keeps_Every_Visible_Ascii_Character_In_Metadata()
    {
        var (key, value) = (NewKey(), string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c)));

        await Store.TryPutAsync(key, TestObjects.Bytes(10), ("caption", value));

        Assert.Equal(value, (await Store.HeadAsync(key, Cancellation))!.Metadata["caption"]);
    }

    [Fact]
    public async Task An_Object_May_Have_No_Metadata()
    {
        var key = NewKey();

        await Store.TryPutAsync(key, TestObjects.Bytes(10));

        Assert.Empty((await Store.HeadAsync(key, Cancellation))!.Metadata);
    }

    [Fact]
    public async Task An_Object_May_Have_Neither_Cache_Control_Nor_Disposition()
    {
        var (key, content) = (NewKey(), TestObjects.Bytes(10));

        await Store.TryPutAsync(
            key, content, TestObjects.HeadersFor(content) with { CacheControl = null, ContentDisposition = null }, Cancellation);

        var found = (await Store.HeadAsync(key, Cancellation))!;
        Assert.True(string.IsNullOrEmpty(found.CacheControl), found.CacheControl);
        Assert.True(string.IsNullOrEmpty(found.ContentDisposition), found.ContentDisposition);
    }

    [Fact]
    public async Task Never_Overwrites()
    {
        var (key, content) = (NewKey(), TestObjects.Bytes(1000));
        await Store.TryPutAsync(key, content, ("writer", "first"));

        Assert.False(await Store.TryPutAsync(key, TestObjects.Bytes(1000), ("writer", "second")));

        var found = await Store.GetAsync(key, Cancellation);
        Assert.Equal(content, found!.Bytes.ToArray());
        Assert.Equal("first", found.Head.Metadata["writer"]);
    }

    [Fact]
    public async Task Put_Overwrites_Bytes_And_Headers()
    {
        var (key, content) = (NewKey(), TestObjects.Bytes(1000));
        await Store.TryPutAsync(key, TestObjects.Bytes(2000), ("writer", "first"), ("width", "17"));
        var headers = TestObjects.HeadersFor(content, ("writer", "second")) with
        {
            ContentType = "text/css",
            CacheControl = "public, max-age=60",
            ContentEncoding = "gzip",
        };

        await Store.PutAsync(key, content, headers, Cancellation);

        var found = await Store.GetAsync(key, Cancellation);
        Assert.Equal(content, found!.Bytes.ToArray());
        Assert.Equal(
            ("text/css", "public, max-age=60", "gzip"), (found.Head.ContentType, found.Head.CacheControl, found.Head.ContentEncoding));
        Assert.Equal(headers.Metadata, found.Head.Metadata);
    }

    [Fact]
    public async Task Put_Writes_Where_Nothing_Was_And_The_Key_Is_Taken_Then()
    {
        var (key, content) = (NewKey(), TestObjects.Bytes(1000));

        await Store.PutAsync(key, content, TestObjects.HeadersFor(content), Cancellation);

        Assert.False(await Store.TryPutAsync(key, TestObjects.Bytes(10)));
        Assert.Equal(content, (await Store.GetAsync(key, Cancellation))!.Bytes.ToArray());
    }

    [Fact]
    public async Task Lists_All_Keys_Below_A_Prefix_And_No_Others()
    {
        var folder = $"list-{Guid.NewGuid():N}";
        string[] below = [$"{folder}/a", $"{folder}/a.css", $"{folder}/1.2.3/a.css", $"{folder}/1.2.3/fonts/b.woff2"];
        foreach (var key in (string[])[.. below, $"{folder}-more/a", $"{folder}.css"])
        {
            _keys.Add(key);
            await Store.TryPutAsync(key, TestObjects.Bytes(10));
        }

        Assert.Equal(below.Order(), (await Store.ListAsync($"{folder}/", Cancellation)).Order());
        Assert.Equal(
            [$"{folder}/1.2.3/a.css", $"{folder}/1.2.3/fonts/b.woff2"], (await Store.ListAsync($"{folder}/1.2.3/", Cancellation)).Order());
    }

    /// <summary>S3 lists a thousand keys at a time.</summary>
    [Fact]
    public async Task Lists_More_Keys_Than_One_Answer_Of_S3_Holds()
    {
        var folder = $"list-{Guid.NewGuid():N}";
        var keys = Enumerable.Range(0, 1001).Select(number => $"{folder}/{number}").ToArray();
        await Parallel.ForEachAsync(keys, Cancellation, async (key, _) => await Store.TryPutAsync(key, []));

        var listed = await Store.ListAsync($"{folder}/", Cancellation);

        Assert.Equal(keys.Order(), listed.Order());
        await Parallel.ForEachAsync(keys, Cancellation, (key, token) => Store.DeleteAsync(key, token));
        Assert.Empty(await Store.ListAsync($"{folder}/", Cancellation));
    }

    [Fact]
    public async Task Below_A_Prefix_That_Nothing_Has_There_Is_Nothing() =>
        Assert.Empty(await Store.ListAsync($"nowhere-{Guid.NewGuid():N}/", Cancellation));

    [Fact]
    public async Task Of_Twenty_Writers_At_Once_One_Wins_Whole()
    {
        var key = NewKey();
        var contents = Enumerable.Range(0, 20).Select(_ => TestObjects.Bytes(50_000)).ToArray();
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = contents.Select(async (content, writer) =>
        {
            await start.Task;
            return await Store.TryPutAsync(key, content, ("writer", $"{writer}"));
        }).ToArray();

        start.SetResult();
        var won = await Task.WhenAll(writers);

        var winner = Assert.Single(Enumerable.Range(0, 20), writer => won[writer]);
        var found = await Store.GetAsync(key, Cancellation);
        Assert.Equal(contents[winner], found!.Bytes.ToArray());
        Assert.Equal($"{winner}", found.Head.Metadata["writer"]);
    }

    [Fact]
    public async Task A_Deleted_Object_Is_Gone_And_Its_Key_Free()
    {
        var (key, content) = (NewKey(), TestObjects.Bytes(10));
        await Store.TryPutAsync(key, TestObjects.Bytes(10));

        await Store.DeleteAsync(key, Cancellation);

        Assert.Null(await Store.HeadAsync(key, Cancellation));
        Assert.Null(await Store.GetAsync(key, Cancellation));
        Assert.True(await Store.TryPutAsync(key, content));
        Assert.Equal(content, (await Store.GetAsync(key, Cancellation))!.Bytes.ToArray());
    }

    [Fact]
    public async Task An_Object_Larger_Than_Asked_For_Comes_Without_Its_Bytes()
    {
        var (key, content) = (NewKey(), TestObjects.Bytes(1_000_000));
        await Store.TryPutAsync(key, content, ("alt", "A%20hill"));
        var head = await Store.HeadAsync(key, Cancellation);

        var larger = await Store.GetAsync(key, content.Length - 1, Cancellation);
        var fitting = await Store.GetAsync(key, content.Length, Cancellation);

        Assert.True(larger!.Bytes.IsEmpty);
        Assert.Equal((head!.Size, head.ETag, "A%20hill"), (larger.Head.Size, larger.Head.ETag, larger.Head.Metadata["alt"]));
        Assert.Equal(content, fitting!.Bytes.ToArray());
    }

    [Fact]
    public async Task A_Missing_Object_Is_Null_And_Deleting_It_No_Error()
    {
        var key = $"nowhere-{Guid.NewGuid():N}/x";

        Assert.Null(await Store.HeadAsync(key, Cancellation));
        Assert.Null(await Store.GetAsync(key, Cancellation));
        await Store.DeleteAsync(key, Cancellation);
    }

    [Fact]
    public async Task A_Cancelled_Token_Cancels_And_Leaves_Nothing()
    {
        var (key, content, cancelled) = (NewKey(), TestObjects.Bytes(10), new CancellationToken(canceled: true));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.TryPutAsync(key, content, TestObjects.HeadersFor(content), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.PutAsync(key, content, TestObjects.HeadersFor(content), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ListAsync("images/", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.HeadAsync(key, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.GetAsync(key, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.DeleteAsync(key, cancelled));

        Assert.Null(await Store.HeadAsync(key, Cancellation));
    }

    [Fact]
    public async Task Takes_No_Key_That_Leads_Elsewhere()
    {
        const string Key = "images/../../x";
        var content = TestObjects.Bytes(10);

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.TryPutAsync(Key, content));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            async () => await Store.PutAsync(Key, content, TestObjects.HeadersFor(content), Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ListAsync("images/../", Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ListAsync("images", Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.HeadAsync(Key, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.GetAsync(Key, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.DeleteAsync(Key, Cancellation));
    }

    private string NewKey()
    {
        var key = $"images/{Guid.NewGuid():N}";
        _keys.Add(key);
        return key;
    }
}
