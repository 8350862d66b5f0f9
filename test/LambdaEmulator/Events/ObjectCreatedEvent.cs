using System.Text.Json.Nodes;
using LambdaEmulator.ApiGateway;

namespace LambdaEmulator.Events;

/// <summary>
/// What EventBridge sends when a presigned POST has brought an object into a bucket
/// (docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html). A bucket without versioning sends no version-id.
/// </summary>
internal static class ObjectCreatedEvent
{
    /// <param name="eTag">Without quotes, unlike HTTP's.</param>
    public static byte[] Build(string bucket, string key, long size, string eTag) => Json.Indented(new JsonObject
    {
        ["version"] = "0",
        ["id"] = "17793124-05d4-b198-2fde-7ededc63b103",
        ["detail-type"] = "Object Created",
        ["source"] = "aws.s3",
        ["account"] = GatewayCall.AccountId,
        ["time"] = "2026-01-02T12:13:14Z",
        ["region"] = "eu-central-1",
        ["resources"] = new JsonArray($"arn:aws:s3:::{bucket}"),
        ["detail"] = new JsonObject
        {
            ["version"] = "0",
            ["event-version"] = "1.0",
            ["bucket"] = new JsonObject { ["name"] = bucket },
            ["object"] = new JsonObject { ["key"] = key, ["size"] = size, ["etag"] = eTag, ["sequencer"] = "006957B64A8C1E3F52" },
            ["request-id"] = "N4N7GDK58NMKJ12R",
            ["requester"] = GatewayCall.AccountId,
            ["source-ip-address"] = "192.0.2.1",
            ["reason"] = "POST Object",
        },
    });
}
