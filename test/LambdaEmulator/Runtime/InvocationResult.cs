using System.Text;
using System.Text.Json;

namespace LambdaEmulator.Runtime;

public enum InvocationOutcome
{
    Success,

    /// <summary>The function reported an error, died, ran out of time or sent too large a response.</summary>
    FunctionError,

    /// <summary>The event is larger than <see cref="LambdaLimits.EventBytes"/>; the function never saw it.</summary>
    EventTooLarge,
}

/// <summary>What the caller of Lambda's Invoke gets.</summary>
/// <param name="Payload">The function's response, or Lambda's JSON with <c>errorType</c> and <c>errorMessage</c>.</param>
public sealed record InvocationResult(InvocationOutcome Outcome, ReadOnlyMemory<byte> Payload)
{
    public string RequestId { get; init; } = "";

    /// <summary>From the start of the process to the event; zero in a warm sandbox.</summary>
    public TimeSpan InitDuration { get; init; }

    /// <summary>From the event to the response.</summary>
    public TimeSpan Duration { get; init; }

    public string Text => Encoding.UTF8.GetString(Payload.Span);

    internal static InvocationResult Error(string type, string message)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("errorType"u8, type);
            writer.WriteString("errorMessage"u8, message);
            writer.WriteEndObject();
        }
        return new InvocationResult(InvocationOutcome.FunctionError, json.ToArray());
    }
}
