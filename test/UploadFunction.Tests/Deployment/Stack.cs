using System.Text.Json.Nodes;

namespace UploadFunction.Tests.Deployment;

/// <summary>A translated template with its conditions and functions resolved: what one deployment asks CloudFormation for.</summary>
internal sealed class Stack
{
    public Stack(JsonObject template, IReadOnlyDictionary<string, string> parameters)
    {
        Template = template;
        var intrinsics = new Intrinsics(template, parameters);
        if (intrinsics.Objections(template["Rules"]?.AsObject() ?? []).FirstOrDefault() is { } objection)
            throw new RuleException(objection);
        Resources = Section(template[nameof(Resources)]!, intrinsics);
        Outputs = Section(template[nameof(Outputs)]!, intrinsics);
    }

    /// <summary>As it was translated, with nothing resolved.</summary>
    public JsonObject Template { get; }

    public JsonObject Resources { get; }

    public JsonObject Outputs { get; }

    /// <summary>The properties of a resource by its logical id.</summary>
    public JsonObject this[string resource] =>
        Properties(Resources[resource] ?? throw new KeyNotFoundException($"This stack has no {resource}."));

    /// <summary>The resources of a type: their properties by their logical ids.</summary>
    public IReadOnlyDictionary<string, JsonObject> OfType(string type) =>
        Resources.Where(resource => resource.Value!["Type"]!.GetValue<string>() == type)
            .ToDictionary(resource => resource.Key, resource => Properties(resource.Value!));

    private static JsonObject Properties(JsonNode resource) => resource["Properties"]?.AsObject() ?? [];

    private static JsonObject Section(JsonNode section, Intrinsics intrinsics)
    {
        var wanted = new JsonObject();
        foreach (var (id, entry) in section.AsObject().Where(entry => intrinsics.IsWanted(entry.Value!)))
        {
            wanted[id] = intrinsics.Resolve(entry);
            wanted[id]!.AsObject().Remove("Condition");
        }
        return wanted;
    }
}

/// <summary>A rule of the template does not allow these values. CloudFormation would reject them before it makes anything.</summary>
internal sealed class RuleException(string message) : Exception(message);
