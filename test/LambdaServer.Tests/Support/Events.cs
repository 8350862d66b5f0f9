using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LambdaServer.Tests.Support;

/// <summary>Events as API Gateway and Function URLs send them.</summary>
internal static class Events
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An HTTP API's event in payload format 2.0.</summary>
    public static JsonObject V2(string method = "GET", string path = "/", string query = "", string stage = "$default") => new()
    {
        ["version"] = "2.0",
        ["routeKey"] = "$default",
        ["rawPath"] = path,
        ["rawQueryString"] = query,
        ["headers"] = new JsonObject
        {
            ["host"] = "abc123.execute-api.eu-west-1.amazonaws.com",
            ["x-forwarded-proto"] = "https",
            ["x-forwarded-for"] = "203.0.113.7",
        },
        ["requestContext"] = new JsonObject
        {
            ["accountId"] = "123456789012",
            ["apiId"] = "abc123",
            ["domainName"] = "abc123.execute-api.eu-west-1.amazonaws.com",
            ["http"] = new JsonObject
            {
                ["method"] = method,
                ["path"] = path,
                ["protocol"] = "HTTP/1.1",
                ["sourceIp"] = "203.0.113.7",
                ["userAgent"] = "test",
            },
            ["requestId"] = "JKJaXmPLvHcESHA=",
            ["stage"] = stage,
        },
        ["isBase64Encoded"] = false,
    };

    /// <summary>A REST API's event, which has no <c>version</c>: stage <c>prod</c> on the API's own host.</summary>
    public static JsonObject V1(string method = "GET", string path = "/") => new()
    {
        ["resource"] = "/{proxy+}",
        ["path"] = path,
        ["httpMethod"] = method,
        ["headers"] = new JsonObject { ["Host"] = "abc123.execute-api.eu-west-1.amazonaws.com" },
        ["multiValueHeaders"] = new JsonObject
        {
            ["Host"] = new JsonArray("abc123.execute-api.eu-west-1.amazonaws.com"),
            ["X-Forwarded-Proto"] = new JsonArray("https"),
        },
        ["queryStringParameters"] = null,
        ["multiValueQueryStringParameters"] = null,
        ["pathParameters"] = new JsonObject { ["proxy"] = path[1..] },
        ["requestContext"] = new JsonObject
        {
            ["domainName"] = "abc123.execute-api.eu-west-1.amazonaws.com",
            ["identity"] = new JsonObject { ["sourceIp"] = "203.0.113.8" },
            ["path"] = "/prod" + path,
            ["protocol"] = "HTTP/1.1",
            ["stage"] = "prod",
        },
        ["body"] = null,
        ["isBase64Encoded"] = false,
    };

    public static JsonObject WithHeader(this JsonObject httpEvent, string name, string value)
    {
        httpEvent["headers"]![name] = value;
        if (httpEvent["multiValueHeaders"] is { } several)
            several[name] = new JsonArray(value);
        return httpEvent;
    }

    public static JsonObject WithBody(this JsonObject httpEvent, byte[] body)
    {
        httpEvent["body"] = Convert.ToBase64String(body);
        httpEvent["isBase64Encoded"] = true;
        return httpEvent;
    }

    public static JsonObject WithText(this JsonObject httpEvent, string body)
    {
        httpEvent["body"] = body;
        httpEvent["isBase64Encoded"] = false;
        return httpEvent;
    }

    /// <param name="escaped">Whether everything beyond ASCII, and much of ASCII, is escaped.</param>
    public static byte[] ToBytes(this JsonObject httpEvent, bool escaped = true) =>
        JsonSerializer.SerializeToUtf8Bytes(httpEvent, escaped ? JsonSerializerOptions.Default : Relaxed);
}
