using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace UploadFunction.Tests.Support;

/// <summary>Signs requests in on Kestrel, where no gateway does: by a header that names the subject.</summary>
internal sealed class TestUsers : IStartupFilter
{
    public const string Issuer = "https://login.example.com/";

    private const string Header = "Test-User";

    public static HttpRequestMessage SignedIn(HttpRequestMessage request, string subject)
    {
        request.Headers.Add(Header, subject);
        return request;
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, run) =>
        {
            if (context.Request.Headers[Header].ToString() is { Length: > 0 } subject)
                context.User = User(("iss", Issuer), ("sub", subject));
            return run(context);
        });
        next(app);
    };

    public static ClaimsPrincipal User(params (string Type, string Value)[] claims) =>
        new(new ClaimsIdentity(claims.Select(claim => new Claim(claim.Type, claim.Value)), "jwt"));
}
