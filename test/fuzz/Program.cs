using System.Globalization;
using Fuzz;

// dotnet run -c Release --project test/fuzz -- all 60          each target for its share of a minute, as ./test.sh does
// dotnet run -c Release --project test/fuzz -- bodies 86400    one of them for a day
// A target gets input that changes at random and in the direction of code that was not reached yet. What breaks it is written to
// test/fuzz/found, and tried first from then on: it belongs into the repository with the change that mends it.
if (args is [Coverage.Child, var name, var time])
{
    Coverage.Prepare();
    return Targets.All.Single(target => target.Name == name).Run(TimeSpan.FromSeconds(double.Parse(time, CultureInfo.InvariantCulture)));
}
if (args is not [var asked, var seconds] || !double.TryParse(seconds, CultureInfo.InvariantCulture, out var total))
{
    Console.Error.WriteLine($"Usage: all|{string.Join('|', Targets.All.Select(target => target.Name))} SECONDS");
    return 2;
}
var targets = Targets.All.Where(target => asked == "all" || target.Name == asked).ToList();
var failed = 0;
foreach (var target in targets)
    failed += await Coverage.RunAsync(target.Name, total / targets.Count);
return failed == 0 ? 0 : 1;
