namespace LambdaEmulator.ApiGateway;

public enum ApiKind
{
    /// <summary>An HTTP API with payload format 2.0.</summary>
    Http,

    /// <summary>A REST API with the Lambda proxy integration, whose payload is called 1.0.</summary>
    Rest,
}

public sealed record GatewayOptions
{
    public ApiKind Kind { get; init; } = ApiKind.Http;

    /// <summary>On 127.0.0.1; 0 lets the system choose.</summary>
    public int Port { get; init; }

    /// <summary>A named stage, which is the first segment of every path; <see langword="null"/> for <c>$default</c>.</summary>
    public string? Stage { get; init; }

    /// <summary>Route keys of an HTTP API, such as <c>POST /uploads</c>, <c>ANY /{proxy+}</c> or <c>$default</c>.</summary>
    public IReadOnlyList<string> Routes { get; init; } = ["$default"];

    /// <summary>An HTTP API's <c>CorsConfiguration</c>; without one the function's own CORS headers count.</summary>
    public CorsConfiguration? Cors { get; init; }

    /// <summary>An HTTP API's JWT authorizer, if any.</summary>
    public JwtAuthorizer? Jwt { get; init; }

    /// <summary>A REST API's media types that reach the function as base64, for instance <c>*/*</c>.</summary>
    public IReadOnlyList<string> BinaryMediaTypes { get; init; } = [];

    /// <summary>How long the gateway waits for the function: 30 seconds at most for an HTTP API, 29 for a REST API by default.</summary>
    public TimeSpan IntegrationTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Write <c>/</c>, <c>=</c> and <c>+</c> of an event as JSON escapes, which a function must read as well.</summary>
    public bool EscapeEvents { get; init; }

    /// <summary>A folder served under <c>/site/</c>: in the cloud that is the bucket's work.</summary>
    public string? SiteFolder { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
