using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

/// <summary>What real clients send, on Kestrel. <see cref="EndToEnd.ClientRequestContract"/> sends the same through Lambda.</summary>
public sealed class ClientRequestTests
{
    [Fact]
    public async Task Every_Client_Is_Understood()
    {
        await using var api = UploadApi.Start();

        Assert.Equal("", await ClientRequest.SendAllAsync(api.BaseAddress, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void No_Two_Requests_Are_The_Same()
    {
        Assert.InRange(ClientRequests.All.Count, 60, 200);
        Assert.Distinct(ClientRequests.All.Select(request => request.Client));
        Assert.Distinct(ClientRequests.All.Select(request => request.Headers + request.Body));
    }
}
