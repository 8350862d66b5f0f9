using System.Text;
using System.Text.Json.Nodes;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>The element in <c>custom-elements.json</c>, which editors read.</summary>
internal sealed class Manifest(JsonNode declaration)
{
    public IEnumerable<string> Attributes => NamesOf("attributes");

    public IEnumerable<string> Members => NamesOf("members");

    public IEnumerable<string> Events => NamesOf("events");

    public IEnumerable<string> Parts => NamesOf("cssParts");

    public IEnumerable<string> States => NamesOf("cssStates");

    public IEnumerable<string> Properties => NamesOf("cssProperties");

    public static Manifest Read()
    {
        var manifest = JsonNode.Parse(File.ReadAllText(Repository.PathTo("src/UploadFunction/wwwroot/custom-elements.json")))!;
        return new Manifest(manifest["modules"]![0]!["declarations"]![0]!);
    }

    /// <summary>Compiles only if the package's types have the same attributes, members and events, of the same types.</summary>
    public string ToTypeScript(string package)
    {
        var code = new StringBuilder(
            $$"""
            import type {
              ImageUploadAcceptDetail, ImageUploadAttributes, ImageUploadElement, ImageUploadEventMap, ImageUploadItem, ImageUploadStrings,
            } from '{{package}}';

            type Same<A, B> = [A] extends [B] ? [B] extends [A] ? true : false : false;
            type Inherited = Exclude<keyof HTMLElement, 'focus' | 'remove'>;
            type Switches = { [Name in 'required' | 'disabled' | 'multiple' | 'describe']: NonNullable<ImageUploadAttributes[Name]> };

            export const all: [
              Same<keyof ImageUploadAttributes, {{Union(Attributes)}}>,
              Same<Exclude<keyof ImageUploadElement, Inherited>, {{Union(Members)}}>,
              Same<keyof ImageUploadEventMap, {{Union(Events)}}>,
              Same<Switches[keyof Switches], boolean>,

            """);
        var count = 4;
        foreach (var member in declaration["members"]!.AsArray())
        {
            var type = $"ImageUploadElement['{member!["name"]}']";
            code.AppendLine((string?)member["kind"] == "method"
                ? $"  Same<ReturnType<{type}>, {member["return"]!["type"]!["text"]}>,"
                : $"  Same<{type}, {member["type"]!["text"]}>,");
            count++;
        }
        foreach (var type in declaration["events"]!.AsArray())
        {
            code.AppendLine($"  Same<ImageUploadEventMap['{type!["name"]}'], {type["type"]!["text"]}>,");
            count++;
        }
        code.AppendLine($"] = [{string.Join(", ", Enumerable.Repeat("true", count))}];");
        return code.ToString();
    }

    private static string Union(IEnumerable<string> names) =>
        string.Join(" | ", names.Select(name => $"`{name.Replace("*", "${string}", StringComparison.Ordinal)}`"));

    private IEnumerable<string> NamesOf(string list) => declaration[list]!.AsArray().Select(entry => (string)entry!["name"]!);
}
