using System.Text;
using System.Text.Json.Nodes;
using LambdaEmulator.ApiGateway;

namespace LambdaEmulator.Events;

/// <summary>One request per route and per kind of body, as a browser or curl sends them.</summary>
internal sealed class SampleRequests(string imageFolder)
{
    /// <summary>
    /// It and the token are derived from the key, so upload-multipart, direct-upload, get-upload and others work on the same image.
    /// </summary>
    public const string Id = "p1125rfjfvqn7rnh7sx2anfm5g";

    private const string Boundary = "----FormBoundary7MA4YWxkTrZu0gW";
    private const string Site = "https://www.example.com";

    private const string IdempotencyKey = "0123456789abcdefghijkl";
    private const string DeleteToken = "HwpnOZWINKqNX7xL2-oowUT2UfEVEwfXjKi2g0fpMbY";

    private byte[] Jpeg => Image("jpeg-metadata.jpg");

    private byte[] Png => Image("png-rgba.png");

    private byte[] Gif => Image("gif-animated.gif");

    private byte[] Webp => Image("webp-animated-lossy.webp");

    private byte[] Avif => Image("avif-still.avif");

    /// <summary>Every way to <c>POST /uploads</c>.</summary>
    public IEnumerable<(string Name, GatewayRequest Request)> Uploads() =>
    [
        ("upload-multipart", Multipart([], ["Idempotency-Key: " + IdempotencyKey])),
        ("upload-multipart-again", Json(
            new() { ["file"] = Convert.ToBase64String(Jpeg), ["fileName"] = "harbour.jpg", ["idempotencyKey"] = IdempotencyKey })),
        ("upload-json-base64", Json(
            new()
            {
                ["file"] = Convert.ToBase64String(Png),
                ["fileName"] = "logo.png",
                ["metadata"] = new JsonObject { ["alt"] = "Our logo" },
            })),
        ("upload-json-data-url", Json(new() { ["file"] = DataUrl("image/png", Png) })),
        ("upload-raw-image", Upload("image/webp", Webp, "Content-Disposition: attachment; filename=\"fire.webp\"")),
        ("upload-raw-octet-stream", Upload(
            "application/octet-stream", Avif, "X-File-Name: K%C3%BCste.avif", "X-Meta-alt: Die%20K%C3%BCste%20im%20Nebel")),
        ("upload-raw-base64", Upload("image/png", Base64(Png), "Content-Transfer-Encoding: base64")),
        ("upload-text-data-url", Upload("text/plain", Encoding.ASCII.GetBytes(DataUrl("image/gif", Gif)))),
        ("upload-text-base64", Upload("text/plain; charset=utf-8", Base64(Gif))),
        ("upload-html-form", HtmlForm),
        ("upload-form-urlencoded", Upload("application/x-www-form-urlencoded", "file=harbour.jpg"u8.ToArray())),
    ];

    /// <summary>The other routes.</summary>
    public static IEnumerable<(string Name, GatewayRequest Request)> Others() =>
    [
        ("direct-upload", Request(
            "POST",
            "/uploads/direct",
            Utf8(new()
            {
                ["fileName"] = "harbour.jpg",
                ["contentType"] = "image/jpeg",
                ["size"] = 12_345_678,
                ["metadata"] = new JsonObject { ["alt"] = "The harbour at dusk" },
            }),
            "Content-Type: application/json",
            "Idempotency-Key: " + IdempotencyKey)),
        ("complete-upload", Request("POST", $"/uploads/{Id}/complete", [])),
        ("get-upload", Request("GET", "/uploads/" + Id, [])),
        ("delete-upload", Request("DELETE", "/uploads/" + Id, [], "X-Delete-Token: " + DeleteToken)),
        ("get-limits", Request("GET", "/limits", [])),
        ("get-config", Request("GET", "/config.json", [])),
        ("get-health", Request("GET", "/health", [])),
        ("get-openapi", Request("GET", "/openapi.json", [])),
        ("get-root", Request("GET", "/", [])),
        ("preflight", Request(
            "OPTIONS",
            "/uploads",
            [],
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: content-type,idempotency-key")),
    ];

    /// <summary>The same form as <c>upload-multipart</c>, for the events of a REST API.</summary>
    public GatewayRequest Form => Multipart([], []);

    private GatewayRequest HtmlForm => Multipart(
        [Field("_redirect", Site + "/thanks")], ["Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"]);

    private GatewayRequest Multipart(byte[][] moreFields, string[] headers)
    {
        byte[][] parts =
        [
            Field("alt", "The harbour at dusk"),
            .. moreFields,
            Part("name=\"image\"; filename=\"harbour.jpg\"\r\nContent-Type: image/jpeg", Jpeg),
            Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"),
        ];
        return Upload("multipart/form-data; boundary=" + Boundary, [.. parts.SelectMany(part => part)], headers);
    }

    private static byte[] Field(string name, string value) => Part($"name=\"{name}\"", Encoding.UTF8.GetBytes(value));

    private static byte[] Part(string disposition, byte[] content) =>
    [
        .. Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"), .. content, .. "\r\n"u8,
    ];

    private static GatewayRequest Json(JsonObject body) => Upload("application/json", Utf8(body));

    private static GatewayRequest Upload(string contentType, byte[] body, params string[] headers) =>
        Request("POST", "/uploads", body, ["Content-Type: " + contentType, .. headers]);

    /// <summary>Header lines given here take the place of the usual ones.</summary>
    private static GatewayRequest Request(string method, string target, byte[] body, params string[] headers)
    {
        string[] usual = ["Host: " + GatewayCall.Domain, "User-Agent: Mozilla/5.0", "Accept: */*", "Origin: " + Site];
        var lines = headers.Concat(usual).Select(line => line.Split(": ", 2)).DistinctBy(line => line[0]);
        return new GatewayRequest(method, target, [.. lines.Select(line => KeyValuePair.Create(line[0], line[1]))], body)
        {
            SourceIp = "192.0.2.1",
        };
    }

    private static byte[] Utf8(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static byte[] Base64(byte[] bytes) => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));

    private static string DataUrl(string type, byte[] bytes) => $"data:{type};base64,{Convert.ToBase64String(bytes)}";

    private byte[] Image(string name) => File.ReadAllBytes(Path.Combine(imageFolder, name));
}
