using System.Net;
using UploadFunction.Local;

namespace UploadFunction.Tests.Local;

/// <summary>What is printed at start is what a person can type, on this machine and on a phone.</summary>
public sealed class ServerAddressesTests
{
    private static readonly IPAddress[] Machine =
        [.. new[] { "127.0.0.1", "::1", "fe80::1%2", "2001:db8::7", "192.168.1.20", "10.0.0.5", "10.0.0.5" }.Select(IPAddress.Parse)];

    [Fact]
    public void All_Of_Ipv4_Is_Localhost_And_Each_Ipv4_Address_Of_The_Machine()
    {
        Assert.Equal(
            ["http://localhost:5080", "http://192.168.1.20:5080", "http://10.0.0.5:5080"],
            ServerAddresses.Reachable("http://0.0.0.0:5080", Machine));
    }

    [Theory]
    [InlineData("http://[::]:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://+:5080")]
    public void All_Of_Both_Has_Ipv6_In_Brackets_And_None_That_Needs_A_Zone(string bound)
    {
        Assert.Equal(
            ["http://localhost:5080", "http://192.168.1.20:5080", "http://10.0.0.5:5080", "http://[2001:db8::7]:5080"],
            ServerAddresses.Reachable(bound, Machine));
    }

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://192.168.1.20:5080")]
    [InlineData("https://[::1]:5443")]
    [InlineData("http://unix:/run/uploads.sock")]
    public void What_Is_No_Wildcard_Stays_As_It_Is(string bound)
    {
        Assert.Equal([bound], ServerAddresses.Reachable(bound, Machine));
    }

    [Fact]
    public void The_Machine_Knows_Its_Own_Loopback()
    {
        Assert.Contains(IPAddress.Loopback, ServerAddresses.OfThisMachine());
    }
}
