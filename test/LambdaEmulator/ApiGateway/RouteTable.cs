namespace LambdaEmulator.ApiGateway;

/// <param name="Key">As configured: it appears in the event.</param>
/// <param name="Parameters">What the braces of the path matched.</param>
internal sealed record Route(string Key, IReadOnlyDictionary<string, string> Parameters);

/// <summary>
/// The routes of an HTTP API. The most specific one wins: a literal segment before a parameter, a parameter before
/// <c>{proxy+}</c>, a method before <c>ANY</c>, and <c>$default</c> last.
/// </summary>
internal sealed class RouteTable(IReadOnlyList<string> routeKeys)
{
    private const string Default = "$default";

    public Route? Match(string method, string path)
    {
        var matches =
            from key in routeKeys
            where key != Default
            let parts = key.Split(' ', 2)
            where parts[0] == "ANY" || parts[0] == method
            let parameters = MatchPath(parts[1], path)
            where parameters is not null
            orderby Rank(parts[1]), parts[0] == "ANY"
            select new Route(key, parameters);
        return matches.FirstOrDefault()
            ?? (routeKeys.Contains(Default) ? new Route(Default, new Dictionary<string, string>()) : null);
    }

    private static string Rank(string template) => string.Join('/', Segments(template).Select(segment => segment switch
    {
        [.., '+', '}'] => '2',
        ['{', ..] => '1',
        _ => '0',
    }));

    private static Dictionary<string, string>? MatchPath(string template, string path)
    {
        var parameters = new Dictionary<string, string>();
        var wanted = Segments(template);
        var given = Segments(path);
        for (var index = 0; index < wanted.Length; index++)
        {
            if (wanted[index] is ['{', .. var greedy, '+', '}'])
            {
                parameters[greedy] = string.Join('/', given.Skip(index));
                return given.Length > index ? parameters : null;
            }
            if (index >= given.Length)
                return null;
            if (wanted[index] is ['{', .. var name, '}'])
                parameters[name] = given[index];
            else if (wanted[index] != given[index])
                return null;
        }
        return wanted.Length == given.Length ? parameters : null;
    }

    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
