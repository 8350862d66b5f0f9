namespace LambdaEmulator.ApiGateway;

/// <summary>
/// API Gateway's limits, none of which can be raised (docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html).
/// </summary>
public static class GatewayLimits
{
    /// <summary>Bytes of a request's body.</summary>
    public const int BodyBytes = 10 * 1024 * 1024;

    /// <summary>Bytes of the request line and all header lines together.</summary>
    public const int HeaderBytes = 10_240;
}
