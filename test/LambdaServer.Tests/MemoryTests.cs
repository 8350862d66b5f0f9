using System.Globalization;
using LambdaServer.Tests.Support;

namespace LambdaServer.Tests;

public sealed class MemoryTests
{
    [Fact]
    public async Task Stays_The_Same_Over_Ten_Thousand_Invocations()
    {
        const long Megabyte = 1024 * 1024;
        await using var api = await FakeRuntimeApi.StartAsync();
        await using var function = FunctionProcess.Start(nameof(TestFunctions.Web), api.Address, ("DOTNET_TieredCompilation", "0"));
        var small = Events.V2("POST", "/length").WithBody(new byte[1024]).ToBytes();
        var large = Events.V2("POST", "/length").WithBody(new byte[Megabyte]).ToBytes();
        var memory = Events.V2(path: "/memory").ToBytes();

        await InvokeAsync(1_000);
        var (heapBefore, residentBefore) = await MeasureAsync();
        await InvokeAsync(9_000);
        var (heap, resident) = await MeasureAsync();

        TestContext.Current.SendDiagnosticMessage(
            $"heap {heapBefore:N0} → {heap:N0}, resident {residentBefore:N0} → {resident:N0} bytes");
        Assert.True(heap <= heapBefore + Megabyte, $"The live heap grew from {heapBefore:N0} to {heap:N0} bytes.");
        Assert.True(resident <= residentBefore * 1.1, $"The resident set grew from {residentBefore:N0} to {resident:N0} bytes.");

        async Task InvokeAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var isLarge = i % 4 == 0;
                var response = FunctionResponse.Of(await api.InvokeAsync(isLarge ? large : small));
                Assert.Equal(isLarge ? "1048576" : "1024", response.Text);
            }
        }

        async Task<(long Heap, long Resident)> MeasureAsync()
        {
            var numbers = FunctionResponse.Of(await api.InvokeAsync(memory)).Text.Split(' ');
            return (long.Parse(numbers[0], CultureInfo.InvariantCulture), long.Parse(numbers[1], CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Takes_A_Large_Body_Without_A_Second_Array_Of_Its_Size()
    {
        await using var api = await FakeRuntimeApi.StartAsync();
        await using var function = FunctionProcess.Start(nameof(TestFunctions.Web), api.Address);
        var large = Events.V2("POST", "/length").WithBody(new byte[4_500_000]).ToBytes();
        var allocated = Events.V2(path: "/allocated").ToBytes();
        FunctionResponse.Of(await api.InvokeAsync(large)); // the buffer has its size after the first

        var before = await MeasureAsync();
        FunctionResponse.Of(await api.InvokeAsync(large));
        var bytes = await MeasureAsync() - before;

        Assert.True(bytes < 300_000, $"A body of 4,500,000 bytes took {bytes:N0} bytes of new memory.");
        TestContext.Current.SendDiagnosticMessage($"allocated {bytes:N0} bytes");

        async Task<long> MeasureAsync() =>
            long.Parse(FunctionResponse.Of(await api.InvokeAsync(allocated)).Text, CultureInfo.InvariantCulture);
    }
}
