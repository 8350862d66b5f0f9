using System.Text.Json;
using UploadFunction.Uploads;

namespace UploadFunction.Site;

/// <summary>
/// The settings that the published page depends on. They are properties of the custom resource, not environment variables: a published
/// version of the function keeps its environment when a parameter of the stack changes.
/// </summary>
/// <param name="Api">Base URL of the API, without a slash at its end.</param>
/// <param name="WantsToken">Whether API Gateway requires a JWT.</param>
/// <param name="Options">The API's limits and the base URL of images.</param>
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

    /// <param name="configuration">The function's own settings: its bucket, and the S3 endpoint.</param>
    /// <exception cref="UploadOptionsException">
    /// A property is invalid. The message is one line with the property's name and the allowed values.
    /// </exception>
    public static SiteSettings Load(JsonElement properties, IConfiguration configuration)
    {
        var api = Text("Api");
        if (!SettingsSection.TryParseUrl(api, out var baseUrl))
            throw new UploadOptionsException($"Api is '{api}', but must be an absolute http or https URL without a query.");
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
            return CustomResourceRequest.TextOf(value)?.Trim()
                ?? throw new UploadOptionsException($"{name} must be a string; separate the items of a list with commas.");
        }
    }
}
