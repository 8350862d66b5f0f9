using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace UploadFunction;

/// <summary>Where a browser finds the server, on this machine and from another device on its network.</summary>
internal static class ServerAddresses
{
    /// <summary>Addresses of this machine's network interfaces that are up.</summary>
    public static IEnumerable<IPAddress> OfThisMachine() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address);

    /// <summary>What can be typed into a browser. Nothing answers at a wildcard, so it gives way to <c>localhost</c> and the machine's own addresses.</summary>
    /// <param name="bound">As the server names what it listens on, such as <c>http://0.0.0.0:5080</c>, <c>http://[::]:5080</c> or <c>http://*:5080</c>.</param>
    /// <param name="machine">The machine's addresses. IPv6 is left out where only IPv4 is listened on, and so are addresses that browsers cannot name: those with a zone.</param>
    public static IEnumerable<string> Reachable(string bound, IEnumerable<IPAddress> machine)
    {
        var binding = BindingAddress.Parse(bound);
        var isWildcard = binding.Host is "*" or "+" || (IPAddress.TryParse(binding.Host, out var host) && (host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any)));
        if (!isWildcard)
            return [bound];
        var hosts = machine
            .Where(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && (address.AddressFamily == AddressFamily.InterNetwork || binding.Host != "0.0.0.0"))
            .OrderBy(address => address.AddressFamily == AddressFamily.InterNetworkV6)
            .Select(address => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString());
        return hosts.Distinct().Prepend("localhost").Select(name => $"{binding.Scheme}://{name}:{binding.Port}");
    }
}
