using System.Text.RegularExpressions;
using UploadFunction.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(SlowestFirst))]

namespace UploadFunction.Tests.Support;

/// <summary>
/// The test classes that wait for a published program or an S3 begin first: the others fill the cores meanwhile, and none of the long
/// ones is left for the end. No test depends on the order.
/// </summary>
public sealed partial class SlowestFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Rank(collection.TestCollectionDisplayName))];

    private static int Rank(string collection)
    {
        // A collection that has a name of its own does not tell its class.
        var testClass = ClassName().Match(collection) is { Success: true } name ? typeof(SlowestFirst).Assembly.GetType(name.Value) : null;
        var fixtures = testClass?.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.ParameterType);
        return fixtures switch
        {
            null => 2,
            _ when fixtures.Any(typeof(PublishedProgram).IsAssignableFrom) => 0,
            _ when fixtures.Contains(typeof(S3Servers)) => 1,
            _ => 2,
        };
    }

    [GeneratedRegex(@"UploadFunction\.Tests\.[\w.]+")]
    private static partial Regex ClassName();
}
