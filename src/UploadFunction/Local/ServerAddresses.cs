using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace UploadFunction.Local;

/// <summary>URLs at which a browser reaches the server, on this machine and from another device on its network.</summary>
internal static class ServerAddresses
{
    /// <summary>Addresses of this machine's network interfaces that are up; looked up when they are enumerated.</summary>
    public static IEnumerable<IPAddress> OfThisMachine()
    {
        var up = NetworkInterface.GetAllNetworkInterfaces().Where(network => network.OperationalStatus == OperationalStatus.Up);
        foreach (var network in up)
        {
            foreach (var unicast in network.GetIPProperties().UnicastAddresses)
                yield return unicast.Address;
        }
    }

    /// <summary>
    /// What can be typed into a browser. A wildcard cannot, so <c>localhost</c> and the machine's own addresses take its place.
    /// </summary>
    /// <param name="bound">
    /// What the server listens on, in its words, such as <c>http://0.0.0.0:5080</c>, <c>http://[::]:5080</c> or <c>http://*:5080</c>.
    /// </param>
    /// <param name="machine">
    /// The machine's addresses. IPv6 is left out if the server listens on IPv4 only, and so are addresses with a zone, which browsers
    /// cannot name.
    /// </param>
    public static IEnumerable<string> Reachable(string bound, IEnumerable<IPAddress> machine)
    {
        var binding = BindingAddress.Parse(bound);
        if (binding.Host is not ("0.0.0.0" or "[::]" or "*" or "+"))
            return [bound];
        var addresses = machine.Where(address => !IPAddress.IsLoopback(address)).ToList();
        var ipv4 = addresses.Where(address => address.AddressFamily == AddressFamily.InterNetwork).Select(address => address.ToString());
        var ipv6 = addresses
            .Where(address => address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv6LinkLocal: false })
            .Select(address => $"[{address}]");
        string[] hosts = ["localhost", .. ipv4, .. binding.Host == "0.0.0.0" ? [] : ipv6];
        return hosts.Distinct().Select(host => $"{binding.Scheme}://{host}:{binding.Port}");
    }
}
