using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace LambdaServer.Http;

/// <summary>What the application sees of an event: a request, its body and its client, and the response to write.</summary>
internal static class HttpFeatures
{
    public static FeatureCollection Create(HttpEvent httpEvent, string requestId, RequestLifetime lifetime, Response response)
    {
        var request = new HttpRequestFeature
        {
            Protocol = httpEvent.Protocol ?? "HTTP/1.1",
            Scheme = RequestHeaders.Scheme(httpEvent.Headers),
            Method = httpEvent.Method,
            PathBase = httpEvent.Path.PathBase,
            Path = httpEvent.Path.Path,
            QueryString = httpEvent.Query,
            RawTarget = httpEvent.RawPath + httpEvent.Query,
            Headers = httpEvent.Headers,
        };
        var body = new RequestBody(request, httpEvent.Body);
        var client = IPAddress.TryParse(httpEvent.SourceIp, out var address) ? address : null;

        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IRequestBodyPipeFeature>(body);
        features.Set<IHttpRequestBodyDetectionFeature>(body);
        features.Set<IHttpRequestLifetimeFeature>(lifetime);
        features.Set<IHttpRequestIdentifierFeature>(new HttpRequestIdentifierFeature { TraceIdentifier = requestId });
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { ConnectionId = requestId, RemoteIpAddress = client });
        features.Set<IHttpAuthenticationFeature>(new HttpAuthenticationFeature { User = httpEvent.User });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(response.Body);
        return features;
    }
}
