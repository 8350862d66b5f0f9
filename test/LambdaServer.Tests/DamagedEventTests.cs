using System.Text.Json.Nodes;
using LambdaServer.Http;
using LambdaServer.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace LambdaServer.Tests;

/// <summary>Whatever is wrong with an event, it is a request or an error with a name, and never a failure of the server itself.</summary>
public sealed class DamagedEventTests
{
    private static readonly byte[] Bytes = [.. "\"\\/{}[]:,%?&=u0dDfF.- \0\n"u8, 0x80, 0xC3, 0xED, 0xFF];

    [Fact]
    public async Task Is_A_Request_That_Can_Be_Read_Or_An_Error_With_A_Name()
    {
        var random = new Random(20250104);
        var events = WholeEvents().Select(httpEvent => httpEvent.ToBytes()).ToArray();
        var (requests, errors) = (0, 0);
        for (var round = 0; round < 40_000; round++)
        {
            var damaged = Damage(events[round % events.Length], random);
            try
            {
                await ReadAsync(HttpEventReader.Read(damaged.ToArray()));
                requests++;
            }
            catch (InvocationException exception)
            {
                Assert.StartsWith("Runtime.", exception.ErrorType, StringComparison.Ordinal);
                errors++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"{exception.GetType().Name} for {Convert.ToBase64String(damaged)}: {exception.Message}");
            }
        }
        Assert.True(requests > 1_000 && errors > 1_000, $"{requests} requests and {errors} errors are not both tested.");
    }

    private static IEnumerable<JsonObject> WholeEvents()
    {
        yield return Events.V1("POST", "/uploads/a%20b").WithText("text with \"quotes\", é and 📷").WithHeader("content-length", "3");
        yield return Events.V1("POST", "/uploads").WithBody([1, 2, 3, 4, 5]);
        yield return Events.V2("POST", "/prod/%F0%9F%93%B7", "a=%C3%A9&b=2", "prod").WithText("{\"file\": \"\\u00e9\"}");
        var signedIn = Events.V2("POST", "/uploads").WithBody([]).WithHeader("content-length", "many");
        signedIn["cookies"] = new JsonArray("a=1", "b=2");
        signedIn["requestContext"]!["authorizer"] = JsonNode.Parse("""{"jwt":{"claims":{"sub":"ada","groups":["x"]},"scopes":["a"]}}""");
        yield return signedIn;
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var damaged = whole.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(damaged.Count);
            var count = Math.Min(random.Next(1, 6), damaged.Count - at);
            switch (random.Next(4))
            {
                case 0:
                    damaged.RemoveRange(at, count);
                    break;
                case 1:
                    damaged.InsertRange(random.Next(damaged.Count), damaged.GetRange(at, count));
                    break;
                default:
                    damaged[at] = Bytes[random.Next(Bytes.Length)];
                    break;
            }
        }
        return [.. damaged];
    }

    /// <summary>As an application does: what ASP.NET Core makes of the features must not throw either.</summary>
    private static async Task ReadAsync(HttpEvent httpEvent)
    {
        using var lifetime = new RequestLifetime(CancellationToken.None);
        var request = new DefaultHttpContext(HttpFeatures.Create(httpEvent, "id", lifetime, new Response(new ReusableBuffer()))).Request;
        _ = (request.Path, request.PathBase, request.Query.Count, request.Host, request.Cookies.Count, request.Scheme);

        var result = await request.BodyReader.ReadAtLeastAsync(1_000);
        Assert.Equal(request.ContentLength ?? 0, result.Buffer.Length);
        request.BodyReader.AdvanceTo(result.Buffer.End);
        Assert.Equal(0, await request.Body.ReadAsync(new byte[1]));
    }
}
