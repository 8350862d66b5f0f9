using Microsoft.AspNetCore.Routing.Template;

namespace UploadFunction.Uploads.Answers;

/// <summary>Finds the dialect in which a request is to be answered, wherever in the pipeline the answer arises.</summary>
internal sealed class Dialects(ApiDialect standard, EndpointDataSource endpoints)
{
    public Task TellAsync(HttpContext context, Problem problem) => Of(context).Tell(context, problem).ExecuteAsync(context);

    private Dialect Of(HttpContext context)
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint)
            return endpoint.Metadata.GetMetadata<Dialect>() ?? standard;
        // For a method that a route does not have, routing puts an endpoint of its own in place of the route's.
        return endpoints.Endpoints.OfType<RouteEndpoint>().Where(candidate => IsAt(candidate, context.Request.Path))
            .Select(candidate => candidate.Metadata.GetMetadata<Dialect>()).FirstOrDefault(dialect => dialect is not null) ?? standard;
    }

    private static bool IsAt(RouteEndpoint endpoint, PathString path) =>
        new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(path, []);
}
