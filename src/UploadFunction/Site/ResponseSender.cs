using System.Text.Json;
using UploadFunction.Uploads;

namespace UploadFunction.Site;

/// <summary>
/// Sends CloudFormation the response that it waits for. Without one, the deployment hangs until the resource's ServiceTimeout is over.
/// </summary>
internal sealed class ResponseSender(TimeProvider clock, ILogger<ResponseSender> logger) : IDisposable
{
    private const int MaxAttempts = 5;

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(4) };

    /// <exception cref="HttpRequestException">All attempts failed.</exception>
    /// <exception cref="OperationCanceledException">All attempts failed, and the last one timed out.</exception>
    public async Task SendAsync(Uri url, CustomResourceResponse response)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(response, SiteJson.Default.CustomResourceResponse);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // The URL is signed for a PUT without Content-Type; ByteArrayContent sends none.
                using var content = new ByteArrayContent(body);
                using var taken = await _client.PutAsync(url, content);
                taken.EnsureSuccessStatusCode();
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && attempt < MaxAttempts)
            {
                logger.ResponseNotAccepted(attempt, exception);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), clock);
        }
    }

    public void Dispose() => _client.Dispose();
}
