using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace UploadFunction.Uploads;

/// <summary>
/// Why a request failed, as problem details (RFC 9457). The type is <c>about:blank</c>, so the title is the status's own phrase; programs
/// go by <see cref="Code"/>, people read <see cref="Detail"/>.
/// </summary>
/// <param name="Remedy">What the person who sent a plain HTML form can do about it.</param>
internal sealed record Problem(int Status, string Code, string Detail, [property: JsonIgnore] Remedy Remedy = Remedy.Correct)
{
    public string Title => ReasonPhrases.GetReasonPhrase(Status);

    /// <summary>The limit that was exceeded: bytes or pixels.</summary>
    public long? Limit { get; init; }

    /// <summary>What was sent, in the limit's unit.</summary>
    public long? Size { get; init; }

    /// <summary>The byte of the image, counted from 0, at which the fault was noticed.</summary>
    public long? Offset { get; init; }

    /// <summary>MIME types that are accepted.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>Metadata names concerned.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    [JsonIgnore]
    public int? RetryAfterSeconds { get; init; }
}

/// <summary>What helps against a problem.</summary>
internal enum Remedy
{
    /// <summary>Change what was sent.</summary>
    Correct,

    /// <summary>Take another image.</summary>
    OtherImage,

    /// <summary>Nothing that the person can do: the page is wrong.</summary>
    TellOwner,

    /// <summary>Send the same again later.</summary>
    Wait,
}
