using UploadFunction.Tests.Deployment;

[assembly: AssemblyFixture(typeof(Stacks))]

namespace UploadFunction.Tests.Deployment;

/// <summary>The template as it is deployed with and without the CDN, with and without tokens; translated once for a run.</summary>
public sealed class Stacks
{
    private readonly Lazy<Task<IReadOnlyList<Stack>>> _stacks = new(() => SamTranslator.TranslateAsync(
        [.. from cdn in (bool[])[false, true] from jwt in (bool[])[false, true] select Parameters(cdn, jwt)]));

    /// <summary>Rows for a theory that asserts on every one of them: <c>cdn</c>, <c>jwt</c>.</summary>
    public static MatrixTheoryData<bool, bool> All { get; } = new([false, true], [false, true]);

    internal static Dictionary<string, string> Parameters(bool cdn, bool jwt)
    {
        var parameters = new Dictionary<string, string> { ["Cdn"] = cdn ? "true" : "false" };
        if (jwt)
            (parameters["JwtIssuer"], parameters["JwtAudience"]) = ("https://issuer.example.com", "uploads");
        return parameters;
    }

    internal async Task<Stack> GetAsync(bool cdn, bool jwt) => (await _stacks.Value)[(cdn ? 2 : 0) + (jwt ? 1 : 0)];
}
