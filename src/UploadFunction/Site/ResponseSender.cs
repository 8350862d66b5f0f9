using System.Text.Json;
using UploadFunction.Uploads;

namespace UploadFunction.Site;

/// <summary>Brings CloudFormation the answer it waits for, else for as long as the resource's ServiceTimeout.</summary>
internal sealed class ResponseSender(TimeProvider clock, ILogger<ResponseSender> logger) : IDisposable
{
    private const int MaxAttempts = 5;

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(4) };

    /// <exception cref="HttpRequestException">Nobody took it, in several attempts.</exception>
    /// <exception cref="OperationCanceledException">Nobody took it in time, in several attempts.</exception>
    public async Task SendAsync(Uri url, CustomResourceResponse response)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(response, SiteJson.Default.CustomResourceResponse);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // It was signed for a PUT without a Content-Type; ByteArrayContent has none.
                using var content = new ByteArrayContent(body);
                using var answer = await _client.PutAsync(url, content);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException && attempt < MaxAttempts)
            {
                logger.ResponseNotAccepted(attempt, e);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), clock);
        }
    }

    public void Dispose() => _client.Dispose();
}
