using System.Globalization;
using BenchmarkDotNet.Running;
using ImageBenchmarks;

// dotnet run -c Release --project bench/Images -- --filter '*'             what a walk costs
// dotnet run -c Release --project bench/Images -- mutate jpeg 20000000     what it withstands
// dotnet run -c Release --project bench/Images -- steps jpeg 20000000      the same, with its steps counted
// dotnet run -c Release --project bench/Images -- walk photos stored       what it does with files of one's own
Steps.Prepare();
if (args is ["mutate", var formats, var rounds])
    return Mutations.Run(formats, long.Parse(rounds, CultureInfo.InvariantCulture));
if (args is ["steps", var counted, var times])
    return await Steps.RunAsync("mutate", counted, times);
if (args is ["walk", var folder, var stored])
{
    Corpus.Run(folder, stored);
    return 0;
}
BenchmarkSwitcher.FromAssembly(typeof(WalkBenchmarks).Assembly).Run(args);
return 0;
