using System.Text.Json.Serialization;

namespace UploadFunction.Uploads;

/// <summary>The JSON of this API, camelCase, serialized without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Upload))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Limits))]
[JsonSerializable(typeof(SiteConfig))]
[JsonSerializable(typeof(Health))]
internal sealed partial class UploadJson : JsonSerializerContext;

/// <summary>What this deployment accepts.</summary>
/// <param name="MaxInlineBytes">Bytes of an HTTP body.</param>
/// <param name="MaxBytes">Bytes of an image.</param>
/// <param name="MaxPixels">Pixels of an image over all frames.</param>
/// <param name="Types">MIME types.</param>
/// <param name="MetadataNames">Names of metadata that are stored with an image.</param>
internal sealed record Limits(
    int MaxInlineBytes, int MaxBytes, long MaxPixels, IReadOnlyList<string> Types, IReadOnlyList<string> MetadataNames);

/// <summary>Everything the form element needs to know, in one request.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Api">Base URL of the API, without a slash at its end.</param>
internal sealed record SiteConfig(string Version, string Api, Limits Limits);

internal sealed record Health(string Status);
