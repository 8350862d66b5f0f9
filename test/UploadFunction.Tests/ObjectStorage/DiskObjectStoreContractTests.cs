using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.ObjectStorage;

public sealed class DiskObjectStoreContractTests : ObjectStoreContract
{
    private readonly TemporaryFolder _folder = new();

    private protected override ValueTask<IObjectStore> OpenAsync() => new(new DiskObjectStore(_folder.Path, TimeProvider.System));

    private protected override ValueTask CloseAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
