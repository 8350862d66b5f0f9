using System.Net.Sockets;

namespace UploadFunction.Tests.Support;

/// <summary>
/// The tests' HTTP clients: they see every response as it came, redirects and cookies included. A request that would leave the machine
/// fails, and the failure names its URL.
/// </summary>
internal static class LoopbackClient
{
    public static HttpClient Create(Uri? baseAddress = null)
    {
        var handler =
            new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectCallback = ConnectAsync };
        return new HttpClient(handler) { BaseAddress = baseAddress, Timeout = Patience.Limit };
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var address = context.InitialRequestMessage.RequestUri!;
        if (!address.IsLoopback)
            throw new InvalidOperationException($"A test asked for {address}, which is not on the loopback.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
