using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.ObjectStorage;

public sealed class DiskObjectStoreTests : IDisposable
{
    private const string Key = "images/x";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string ObjectPath => Path.Combine(_folder.Path, "images", "x");

    private string TemporaryFiles => Path.Combine(_folder.Path, ".tmp");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_File_Of_An_Object_Begins_With_Its_Bytes()
    {
        var content = TestObjects.Bytes(1000);

        await Open().TryPutAsync(Key, content, ("alt", "A%20hill"));

        Assert.Equal(content, (await File.ReadAllBytesAsync(ObjectPath, Cancellation))[..1000]);
    }

    [Fact]
    public async Task An_Open_Object_Is_Read_In_Pieces_Whatever_Becomes_Of_Its_Key()
    {
        var (store, content) = (Open(), TestObjects.Bytes(1000));
        await store.TryPutAsync(Key, content, ("alt", "A%20hill"));

        var found = await store.OpenAsync(Key, Cancellation);
        await store.DeleteAsync(Key, Cancellation);

        Assert.NotNull(found);
        await using var stream = found.Content;
        Assert.Equal((1000, "A%20hill"), (stream.Length, found.Head.Metadata["alt"]));
        var piece = new byte[100];
        stream.Seek(-50, SeekOrigin.End);
        Assert.Equal(50, await stream.ReadAtLeastAsync(piece, 100, throwOnEndOfStream: false, Cancellation));
        Assert.Equal(content[950..], piece[..50]);
        stream.Position = 200;
        await stream.ReadExactlyAsync(piece, Cancellation);
        Assert.Equal(content[200..300], piece);
        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest, Cancellation);
        Assert.Equal(content[300..], rest.ToArray());
        Assert.Null(await store.OpenAsync(Key, Cancellation));
    }

    [Fact]
    public async Task Two_Stores_On_One_Folder_Are_One_Store()
    {
        var (first, second, content) = (Open(), Open(), TestObjects.Bytes(10));

        Assert.True(await first.TryPutAsync(Key, content));

        Assert.False(await second.TryPutAsync(Key, TestObjects.Bytes(10)));
        Assert.Equal(content, (await second.GetAsync(Key, Cancellation))!.Bytes.ToArray());
    }

    [Fact]
    public async Task Of_Many_Writers_Through_Two_Stores_One_Wins_Each_Key()
    {
        var stores = new[] { Open(), Open() };
        for (var round = 0; round < 150; round++)
        {
            var key = $"images/{round}";
            var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer =>
                Task.Run(() => stores[writer % 2].TryPutAsync(key, [(byte)writer]).AsTask(), Cancellation)));

            var winner = Assert.Single(Enumerable.Range(0, 8), writer => won[writer]);
            Assert.Equal([(byte)winner], (await stores[0].GetAsync(key, Cancellation))!.Bytes.ToArray());
        }
    }

    [Fact]
    public async Task A_Finished_Write_Leaves_No_Temporary_File()
    {
        var store = Open();

        await store.TryPutAsync(Key, TestObjects.Bytes(10));
        await store.TryPutAsync(Key, TestObjects.Bytes(10));

        Assert.Empty(Directory.EnumerateFiles(TemporaryFiles));
    }

    [Fact]
    public async Task What_A_Crashed_Writer_Left_Is_No_Object_And_Goes_At_A_Later_Start()
    {
        _ = Open();
        var (abandoned, underWay) = (Path.Combine(TemporaryFiles, "abandoned"), Path.Combine(TemporaryFiles, "under-way"));
        await File.WriteAllBytesAsync(abandoned, TestObjects.Bytes(10), Cancellation);
        await File.WriteAllBytesAsync(underWay, TestObjects.Bytes(10), Cancellation);
        File.SetLastWriteTimeUtc(abandoned, DateTime.UtcNow.AddDays(-1));

        var store = Open();

        Assert.Equal([underWay], Directory.EnumerateFiles(TemporaryFiles));
        Assert.True(await store.TryPutAsync(Key, TestObjects.Bytes(10)));
    }

    [Fact]
    public async Task A_Writer_That_Crashed_After_Naming_Its_Object_Has_Written_It()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There the file has one name at any time.");
        var (store, content, leftover) = (Open(), TestObjects.Bytes(10), Path.Combine(TemporaryFiles, "leftover"));
        await store.TryPutAsync(Key, content);
        AtomicFile.TryMove(ObjectPath, leftover);
        File.SetLastWriteTimeUtc(leftover, DateTime.UtcNow.AddDays(-1));

        store = Open();

        Assert.Empty(Directory.EnumerateFiles(TemporaryFiles));
        Assert.Equal(content, (await store.GetAsync(Key, Cancellation))!.Bytes.ToArray());
    }

    [Fact]
    public async Task A_File_Cut_Off_Anywhere_Is_A_Failure_That_Names_It()
    {
        var store = Open();
        await store.TryPutAsync(Key, TestObjects.Bytes(100), ("alt", "A%20hill"));
        var whole = await File.ReadAllBytesAsync(ObjectPath, Cancellation);

        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(ObjectPath, whole[..length], Cancellation);
            await AssertUnreadableAsync(store);
        }
    }

    [Fact]
    public async Task Any_Damaged_Byte_Of_The_Headers_Is_A_Failure_That_Names_The_File()
    {
        const int ContentLength = 100;
        var store = Open();
        await store.TryPutAsync(Key, TestObjects.Bytes(ContentLength), ("alt", "A%20hill"));
        var whole = await File.ReadAllBytesAsync(ObjectPath, Cancellation);

        for (var i = ContentLength; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= 0x80;
            await File.WriteAllBytesAsync(ObjectPath, damaged, Cancellation);
            await AssertUnreadableAsync(store);
        }
    }

    [Fact]
    public async Task A_Foreign_File_Is_A_Failure_That_Names_It_And_Is_Never_Overwritten()
    {
        var store = Open();
        Directory.CreateDirectory(Path.GetDirectoryName(ObjectPath)!);
        await File.WriteAllTextAsync(ObjectPath, "Somebody's notes, long enough to be an object of this store.", Cancellation);

        await AssertUnreadableAsync(store);

        Assert.False(await store.TryPutAsync(Key, TestObjects.Bytes(10)));
        Assert.StartsWith("Somebody's notes", await File.ReadAllTextAsync(ObjectPath, Cancellation));
    }

    [Fact]
    public async Task A_Folder_Where_An_Object_Should_Lie_Is_A_Failure_That_Names_It()
    {
        var store = Open();
        Directory.CreateDirectory(ObjectPath);

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await store.GetAsync(Key, Cancellation));

        Assert.Contains(ObjectPath, failure.Message);
    }

    [Fact]
    public async Task A_Path_That_Cannot_Be_Made_Is_A_Failure_That_Names_The_Folder()
    {
        var store = Open();
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "images"), "a file where a folder must be", Cancellation);

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await store.TryPutAsync(Key, TestObjects.Bytes(10)));

        Assert.Contains(_folder.Path, failure.Message);
        Assert.Contains(Key, failure.Message);
        Assert.Empty(Directory.EnumerateFiles(TemporaryFiles));
    }

    [Fact]
    public async Task A_Folder_That_Cannot_Be_Made_Fails_The_Start()
    {
        var file = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(file, "", Cancellation);

        var failure = Assert.Throws<StorageException>(() => new DiskObjectStore(file, TimeProvider.System));

        Assert.Contains(file, failure.Message);
    }

    [Fact]
    public async Task Goes_On_When_Its_Folder_Was_Removed_Meanwhile()
    {
        var store = Open();
        await store.TryPutAsync(Key, TestObjects.Bytes(10));

        Directory.Delete(_folder.Path, recursive: true);

        Assert.Null(await store.HeadAsync(Key, Cancellation));
        Assert.True(await store.TryPutAsync(Key, TestObjects.Bytes(10)));
    }

    [Fact]
    public async Task An_Object_That_Is_Deleted_While_It_Is_Read_Is_Whole_Or_Gone()
    {
        var (store, content) = (Open(), TestObjects.Bytes(200_000));
        for (var round = 0; round < 50; round++)
        {
            await store.TryPutAsync(Key, content);

            var read = Task.Run(() => store.GetAsync(Key, Cancellation).AsTask(), Cancellation);
            await store.DeleteAsync(Key, Cancellation);

            Assert.Equal(content, (await read)?.Bytes.ToArray() ?? content);
        }
    }

    private DiskObjectStore Open() => new(_folder.Path, TimeProvider.System);

    private async Task AssertUnreadableAsync(DiskObjectStore store)
    {
        var head = await Assert.ThrowsAsync<StorageException>(async () => await store.HeadAsync(Key, Cancellation));
        var get = await Assert.ThrowsAsync<StorageException>(async () => await store.GetAsync(Key, Cancellation));
        Assert.Contains(ObjectPath, head.Message);
        Assert.Contains(ObjectPath, get.Message);
    }
}
