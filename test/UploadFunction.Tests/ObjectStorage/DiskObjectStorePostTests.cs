using Microsoft.Extensions.Time.Testing;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>Forms and the disk store, without HTTP.</summary>
public sealed class DiskObjectStorePostTests : IDisposable
{
    private const string Key = "incoming/x";

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 31, 23, 50, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string KeyPath => Path.Combine(_folder.Path, ".post-key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_Form_Holds_Until_It_Expires_Over_Midnight_Too()
    {
        var store = Open();
        var post = await PresignAsync(store, 10);

        _clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromMilliseconds(1));
        Assert.IsType<PostedObject>(await PostAsync(store, post, TestObjects.Bytes(10)));

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var refusal = Assert.IsType<PostRejection>(await PostAsync(store, post, TestObjects.Bytes(10)));
        Assert.Equal("Invalid according to Policy: Policy expired.", refusal.Message);
    }

    [Fact]
    public async Task A_Restart_Ends_No_Form()
    {
        var post = await PresignAsync(Open(), 10);

        Assert.IsType<PostedObject>(await PostAsync(Open(), post, TestObjects.Bytes(10)));
    }

    [Fact]
    public async Task Of_Many_Who_Make_The_Key_At_Once_All_Use_The_Same()
    {
        var posts = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => PresignAsync(Open(), 10).AsTask(), Cancellation)));

        Assert.Single(posts.Select(post => post.Fields["x-amz-signature"]).Distinct());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, ".tmp")));
    }

    [Fact]
    public async Task A_Form_Of_Another_Folder_Is_Refused()
    {
        using var other = new TemporaryFolder();
        var post = await PresignAsync(new DiskObjectStore(other.Path, _clock), 10);

        var refusal = Assert.IsType<PostRejection>(await PostAsync(Open(), post, TestObjects.Bytes(10)));

        Assert.Equal("SignatureDoesNotMatch", refusal.Code);
    }

    [Fact]
    public async Task Removing_The_Key_Ends_The_Forms_That_Are_Out()
    {
        var store = Open();
        var post = await PresignAsync(store, 10);

        File.Delete(KeyPath);

        Assert.Equal("SignatureDoesNotMatch", Assert.IsType<PostRejection>(await PostAsync(store, post, TestObjects.Bytes(10))).Code);
        Assert.IsType<PostedObject>(await PostAsync(store, await PresignAsync(store, 10), TestObjects.Bytes(10)));
    }

    [Fact]
    public async Task A_Damaged_Key_Is_A_Failure_That_Names_It()
    {
        await File.WriteAllBytesAsync(KeyPath, [1, 2, 3], Cancellation);

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await PresignAsync(Open(), 10));

        Assert.Contains(KeyPath, failure.Message);
    }

    [Fact]
    public async Task The_Key_Is_For_The_Owner_Alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There the folder's rights say who reads a file.");
            return;
        }

        await PresignAsync(Open(), 10);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
    }

    [Fact]
    public async Task Goes_On_When_The_Folder_Was_Removed_Meanwhile()
    {
        var store = Open();
        await PostAsync(store, await PresignAsync(store, 10), TestObjects.Bytes(10));

        Directory.Delete(_folder.Path, recursive: true);

        await store.DeleteAsync(Key, "\"x\"", Cancellation);
        Assert.IsType<PostedObject>(await PostAsync(store, await PresignAsync(store, 10), TestObjects.Bytes(10)));
    }

    [Fact]
    public async Task A_Whole_File_Or_The_Other_Is_Read_While_It_Is_Overwritten()
    {
        var store = Open();
        byte[][] files = [TestObjects.Bytes(200_000), TestObjects.Bytes(200_000)];
        var post = await PresignAsync(store, 200_000);
        await PostAsync(store, post, files[0]);

        for (var round = 1; round <= 50; round++)
        {
            var file = files[round % 2];
            var read = Task.Run(() => store.GetAsync(Key, Cancellation).AsTask(), Cancellation);
            await PostAsync(store, post, file);

            var bytes = (await read)!.Bytes.ToArray();
            Assert.Contains(files, candidate => candidate.AsSpan().SequenceEqual(bytes));
        }
    }

    [Fact]
    public async Task What_Is_Posted_While_An_Older_One_Is_Deleted_Stays()
    {
        var stores = new[] { Open(), Open() };
        var post = await PresignAsync(stores[0], 10);
        for (var round = 0; round < 200; round++)
        {
            var (older, newer) = (TestObjects.Bytes(10), TestObjects.Bytes(10));
            var eTag = ((PostedObject)await PostAsync(stores[0], post, older)).ETag;

            await Task.WhenAll(
                Task.Run(() => PostAsync(stores[0], post, newer).AsTask(), Cancellation),
                Task.Run(() => stores[1].DeleteAsync(Key, eTag, Cancellation).AsTask(), Cancellation));

            Assert.Equal(newer, (await stores[0].GetAsync(Key, Cancellation))?.Bytes.ToArray());
        }
    }

    private DiskObjectStore Open() => new(_folder.Path, _clock);

    private ValueTask<SignedUpload> PresignAsync(DiskObjectStore store, long size) => store.SignUploadAsync(
        new UploadPolicy(Key, "image/png", size, new Dictionary<string, string>(), _clock.GetUtcNow().AddMinutes(15)), Cancellation);

    private static ValueTask<PostOutcome> PostAsync(DiskObjectStore store, SignedUpload post, byte[] file) => store.ReceiveAsync(
        new Dictionary<string, string>(post.Fields, StringComparer.OrdinalIgnoreCase), new MemoryStream(file), Cancellation);
}
