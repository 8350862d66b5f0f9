using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace UploadFunction.Tests.Architecture;

/// <summary>
/// Which source file needs which: each name in a file is bound as the compiler binds it, and leads to the files that declare it.
/// </summary>
internal sealed class SourceMap
{
    // The implicit usings of the two SDKs.
    private const string GlobalUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly string[] OwnAssemblies = ["UploadFunction", "LambdaServer", "ObjectStorage"];

    private readonly Dictionary<string, SortedSet<string>> _needs = new(StringComparer.Ordinal);

    private SourceMap(CSharpCompilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0))
        {
            var model = compilation.GetSemanticModel(tree);
            _needs[tree.FilePath] =
            [
                .. tree.GetRoot().DescendantNodes().SelectMany(node => NeededBy(node, model)).SelectMany(DeclaringFiles)
                    .Where(file => file.Length > 0 && file != tree.FilePath),
            ];
        }
    }

    /// <summary>Each file, and the files that it needs.</summary>
    public IReadOnlyDictionary<string, SortedSet<string>> Needs => _needs;

    /// <param name="files">Path and text; the paths are what the map speaks of.</param>
    public static SourceMap Of(IEnumerable<(string Path, string Text)> files)
    {
        var trees = files
            .Select(file => CSharpSyntaxTree.ParseText(file.Text, path: file.Path))
            .Append(CSharpSyntaxTree.ParseText(GlobalUsings));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !OwnAssemblies.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication, allowUnsafe: true);
        return new SourceMap(CSharpCompilation.Create("sources", trees, references, options));
    }

    /// <summary>Groups of files that need each other in a circle, each group sorted.</summary>
    public IEnumerable<IReadOnlyList<string>> Circles()
    {
        var reachable = _needs.Keys.ToDictionary(file => file, Reach);
        var left = new SortedSet<string>(_needs.Keys, StringComparer.Ordinal);
        while (left.Count > 0)
        {
            var file = left.Min!;
            string[] circle =
                [file, .. left.Where(other => other != file && reachable[file].Contains(other) && reachable[other].Contains(file))];
            left.ExceptWith(circle);
            if (circle.Length > 1)
                yield return circle;
        }
    }

    private HashSet<string> Reach(string file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>(_needs[file]);
        while (next.TryPop(out var found))
        {
            if (!seen.Add(found))
                continue;
            foreach (var further in _needs[found])
                next.Push(further);
        }
        return seen;
    }

    private static ImmutableArray<ISymbol> NeededBy(SyntaxNode node, SemanticModel model)
    {
        var info = node switch
        {
            SimpleNameSyntax { Parent: not UsingDirectiveSyntax } name => model.GetSymbolInfo(name),
            BaseObjectCreationExpressionSyntax creation => model.GetSymbolInfo(creation),
            ConstructorInitializerSyntax initializer => model.GetSymbolInfo(initializer),
            _ => default,
        };
        return info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols;
    }

    private static IEnumerable<string> DeclaringFiles(ISymbol symbol)
    {
        var type = symbol switch
        {
            INamespaceSymbol or ILocalSymbol or IParameterSymbol or ITypeParameterSymbol => null,
            IAliasSymbol { Target: INamedTypeSymbol target } => target,
            INamedTypeSymbol named => named,
            IMethodSymbol { ReducedFrom: { } extension } => extension.ContainingType,
            _ => symbol.ContainingType,
        };
        return type?.OriginalDefinition.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree.FilePath) ?? [];
    }
}
