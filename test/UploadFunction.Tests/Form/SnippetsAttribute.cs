using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace UploadFunction.Tests.Form;

/// <summary>
/// Hands code blocks of <c>docs/form.md</c> to a theory, one for each of its parameters, and so claims that it runs them.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SnippetsAttribute(params string[] names) : DataAttribute
{
    public IReadOnlyList<string> Names => names;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow([.. names.Select(Snippet.Named)])]);

    /// <summary>A snippet cannot be serialized.</summary>
    public override bool SupportsDiscoveryEnumeration() => false;
}
