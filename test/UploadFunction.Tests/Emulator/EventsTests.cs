using System.Text;
using LambdaEmulator.Events;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Emulator;

/// <summary>The committed events are those that would be made today.</summary>
public sealed class EventsTests
{
    private const string Remedy = "Run `dotnet run --project test/LambdaEmulator -- make-events` and commit events/.";

    private static readonly Dictionary<string, byte[]> Made =
        new EventCatalog(Repository.PathTo("test/images")).Build().ToDictionary(file => file.Name, file => file.Json);

    public static TheoryData<string> Names => [.. Made.Keys];

    [Fact]
    public void The_Folder_Holds_Just_These_Events()
    {
        var committed = Directory.GetFiles(Repository.PathTo("events"), "*.json").Select(path => Path.GetFileName(path)!);

        Assert.True(committed.ToHashSet().SetEquals(Made.Keys), Remedy);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_Event_Is_What_Would_Be_Made(string name)
    {
        var committed = File.ReadAllText(Repository.PathTo("events/" + name));

        Assert.True(committed == Encoding.UTF8.GetString(Made[name]), $"{name} differs. {Remedy}");
    }
}
