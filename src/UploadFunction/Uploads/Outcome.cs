using System.Diagnostics.CodeAnalysis;

namespace UploadFunction.Uploads;

/// <summary>A value, or the problem that stands in its way. Expected failures are returned this way, never thrown.</summary>
internal readonly struct Outcome<T>
{
    private readonly T? _value;
    private readonly Problem? _problem;

    private Outcome(T? value, Problem? problem)
    {
        _value = value;
        _problem = problem;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Problem problem) => new(default, problem);

    public bool Failed([NotNullWhen(true)] out Problem? problem, [NotNullWhen(false)] out T? value)
    {
        (problem, value) = (_problem, _value);
        return problem is not null;
    }
}
