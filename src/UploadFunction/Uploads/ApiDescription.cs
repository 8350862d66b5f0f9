
namespace UploadFunction.Uploads;

internal static class ApiDescription
{
    public static void AddUploadsDescription(this IServiceCollection services) => services.AddOpenApi();

    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
            route.Produces<Problem>(status, "application/problem+json");
        return route;
    }
}
