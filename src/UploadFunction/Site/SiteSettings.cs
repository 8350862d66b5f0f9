using System.Text.Json;
using UploadFunction.Uploads;

namespace UploadFunction.Site;

/// <summary>
/// What the published page depends on. It comes as properties of the resource: the environment of a published version would not follow
/// a parameter that changed.
/// </summary>
/// <param name="Api">Base URL of the API, without a slash at its end.</param>
/// <param name="WantsToken">Whether the gateway asks for a JWT.</param>
/// <param name="Options">As the API has them, as far as its limits go.</param>
internal sealed record SiteSettings(string Api, bool WantsToken, UploadOptions Options)
{
    private static readonly string[] OptionNames =
    [
        nameof(UploadOptions.PublicBaseUrl),
        nameof(UploadOptions.MaxInlineBytes),
        nameof(UploadOptions.MaxBytes),
        nameof(UploadOptions.MaxPixels),
        nameof(UploadOptions.Types),
        nameof(UploadOptions.MetadataNames),
    ];

    /// <param name="configuration">The function's own: its bucket, and where S3 is.</param>
    /// <exception cref="UploadOptionsException">With one line that names the property and says what it takes.</exception>
    public static SiteSettings Load(JsonElement properties, IConfiguration configuration)
    {
        var api = Text("Api");
        if (!SettingsSection.TryParseUrl(api, out var baseUrl))
            throw new UploadOptionsException($"Api is '{api}', but must be an absolute http or https URL without query.");
        var wantsToken = Text("Authorization") switch
        {
            "jwt" => true,
            "none" or "" => false,
            var other => throw new UploadOptionsException($"Authorization is '{other}', but must be jwt or none."),
        };
        var options = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection(OptionNames.Select(name => KeyValuePair.Create($"Upload:{name}", (string?)Text(name))))
            .Build();
        return new SiteSettings(baseUrl, wantsToken, UploadOptions.Load(options, isLambda: true));

        string Text(string name)
        {
            if (properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty(name, out var value))
                return "";
            return value.ValueKind == JsonValueKind.String
                ? value.GetString()!.Trim()
                : throw new UploadOptionsException($"{name} must be a text, lists separated by commas.");
        }
    }
}
