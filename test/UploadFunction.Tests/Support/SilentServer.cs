using System.Net;
using System.Net.Sockets;

namespace UploadFunction.Tests.Support;

/// <summary>Takes connections and never answers.</summary>
internal sealed class SilentServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    // The system completes the handshake of a connection that waits to be accepted.
    public SilentServer() => _listener.Start();

    public string Endpoint => $"http://{_listener.LocalEndpoint}";

    public void Dispose() => _listener.Dispose();
}
