using System.Text.Json.Nodes;

namespace UploadFunction.Tests.Deployment;

/// <summary>
/// Which route of the API a request takes: the most specific path, then the method itself before <c>ANY</c>, <c>$default</c> last
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html). Paths are compared as they come, case,
/// slashes and escapes included.
/// </summary>
internal sealed class RouteTable(Stack stack)
{
    private readonly List<Route> _routes = [.. stack.OfType("AWS::ApiGatewayV2::Route").Values.Select(properties => new Route(properties))];

    /// <summary>The properties of the route that takes the request; null where none does and the gateway answers 404.</summary>
    public JsonObject? Choose(string method, string path) =>
        _routes.Where(route => route.Matches(method, path)).MinBy(route => route.Rank, StringComparer.Ordinal)?.Properties;

    private sealed class Route(JsonObject properties)
    {
        private readonly string[] _key = properties["RouteKey"]!.GetValue<string>().Split(' ');

        public JsonObject Properties => properties;

        /// <summary>Sorts the more specific first: segment by segment a text, a variable, a greedy variable.</summary>
        public string Rank => IsDefault ? "9" : string.Concat(Segments.Select(Rank1)) + (_key[0] == "ANY" ? "1" : "0");

        private bool IsDefault => _key is ["$default"];

        private string[] Segments => _key[1].Split('/')[1..];

        public bool Matches(string method, string path) =>
            IsDefault || ((_key[0] == "ANY" || _key[0] == method) && Matches(Segments, path.Split('/')[1..]));

        private static bool Matches(string[] pattern, string[] path) => (pattern, path) switch
        {
            ([], []) => true,
            ([['{', .., '+', '}']], [not "", ..]) => true,
            ([['{', ..], .. var rest], [not "", .. var others]) => Matches(rest, others),
            ([var text, .. var rest], [var same, .. var others]) when text == same => Matches(rest, others),
            _ => false,
        };

        private static string Rank1(string segment) => segment switch { ['{', .., '+', '}'] => "3", ['{', ..] => "2", _ => "1" };
    }
}
