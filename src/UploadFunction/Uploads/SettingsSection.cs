using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace UploadFunction.Uploads;

/// <summary>Typed reading of the section; every complaint names the setting as the environment spells it.</summary>
internal sealed class SettingsSection(IConfiguration section)
{
    public delegate bool TryParse<T>(string text, [MaybeNullWhen(false)] out T value);

    public string? Text(string name) => section[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public string? Text(string name, Regex pattern, string takes)
    {
        var text = Text(name);
        return text is null || pattern.IsMatch(text) ? text : throw Wrong(name, text, takes);
    }

    public long Number(string name, long standard, long largest)
    {
        if (Text(name) is not { } text)
            return standard;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= largest
            ? number
            : throw Wrong(name, text, $"a whole number from 1 to {largest.ToString(CultureInfo.InvariantCulture)}");
    }

    public bool Flag(string name, bool standard)
    {
        if (Text(name) is not { } text)
            return standard;
        return bool.TryParse(text, out var value) ? value : throw Wrong(name, text, "true or false");
    }

    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return null;
        // TryParse alone takes numbers, and several names at once.
        return Enum.GetNames<T>().FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Enum.Parse<T>(found)
            : throw Wrong(name, text, $"one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    public string? Url(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return TryParseUrl(text, out var url) ? url : throw Wrong(name, text, "an absolute http or https URL without a query");
    }

    public IReadOnlyList<T>? List<T>(string name, TryParse<T> parse, string takes)
    {
        if (Text(name) is not { } text)
            return null;
        var items = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return items.Length == 0
            ? throw Wrong(name, text, takes)
            : [.. items.Select(item => parse(item, out var value) ? value : throw Wrong(name, item, takes)).Distinct()];
    }

    private static UploadOptionsException Wrong(string name, string value, string takes) =>
        new($"Upload__{name} is '{value}', but must be {takes}.");

    /// <summary>An absolute http or https URL without a query, to which paths can be added: without a slash at the end.</summary>
    public static bool TryParseUrl(string text, [NotNullWhen(true)] out string? url)
    {
        var isUrl = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", Query: "", Fragment: "" };
        url = isUrl ? text.TrimEnd('/') : null;
        return isUrl;
    }
}

/// <summary>A setting is wrong. The message is one line for whoever set it.</summary>
internal sealed class UploadOptionsException(string message) : Exception(message);
