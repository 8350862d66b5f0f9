using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Uploads;

/// <summary>The limit counts the bytes of the HTTP body, whatever its kind.</summary>
public sealed class LimitTests : IAsyncDisposable
{
    private const int Limit = 4_500_000;

    private readonly UploadApi _api = UploadApi.Start();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData(BodyKind.Multipart)]
    [InlineData(BodyKind.Json)]
    [InlineData(BodyKind.Raw)]
    [InlineData(BodyKind.Text)]
    public async Task A_Body_Of_Exactly_The_Limit_Goes_Through_And_One_Byte_More_Does_Not(BodyKind kind)
    {
        var (body, image) = UploadRequests.BodyOfExactly(kind, Limit);
        var upload = await _api.Client.UploadAsync(body);
        Assert.Equal(image.Length, upload.GetProperty("size").GetInt32());
        Assert.Equal(image, await _api.Client.GetByteArrayAsync(upload.Text("url"), TestContext.Current.CancellationToken));

        using var request = UploadRequests.Post(UploadRequests.BodyOfExactly(kind, Limit + 1).Body);
        var problem = await _api.Client.ProblemAsync(request, 413, "too-large");
        Assert.Equal((Limit, Limit + 1), (problem.GetProperty("limit").GetInt32(), problem.GetProperty("size").GetInt32()));
        Assert.Contains("POST /uploads/direct", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Body_That_Does_Not_Announce_Its_Length_Is_Cut_Off_At_The_Limit()
    {
        using var request = UploadRequests.Post(UploadRequests.BodyOfExactly(BodyKind.Raw, Limit + 1).Body);
        request.Headers.TransferEncodingChunked = true;
        var problem = await _api.Client.ProblemAsync(request, 413, "too-large");
        Assert.Equal(Limit, problem.GetProperty("limit").GetInt32());

        using var fitting = UploadRequests.Post(UploadRequests.BodyOfExactly(BodyKind.Raw, Limit).Body);
        fitting.Headers.TransferEncodingChunked = true;
        using var response = await _api.Client.SendAsync(fitting, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
    }
}
