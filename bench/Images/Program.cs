using System.Globalization;
using BenchmarkDotNet.Running;
using ImageBenchmarks;

// dotnet run -c Release --project bench/Images -- --filter '*'             what a walk costs
// dotnet run -c Release --project bench/Images -- mutate jpeg 20000000     what it withstands
if (args is ["mutate", var formats, var rounds])
    return Mutations.Run(formats, long.Parse(rounds, CultureInfo.InvariantCulture));
BenchmarkSwitcher.FromAssembly(typeof(WalkBenchmarks).Assembly).Run(args);
return 0;
