using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LambdaServer.Http;
using LambdaServer.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LambdaServer.Tests;

public sealed class HttpBodyTests
{
    private static readonly RequestDelegate Echo = async context =>
    {
        context.Response.ContentType = "application/octet-stream";
        await context.Request.Body.CopyToAsync(context.Response.Body);
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Takes_Events_With_And_Without_A_Content_Length(bool chunked)
    {
        await using var lambda = await LambdaHost.StartAsync(Echo);
        foreach (var size in new[] { 0, 1, 2_047, 2_048, 4_096, 100_000, 3_000_000, 10 })
        {
            var body = RandomNumberGenerator.GetBytes(size);
            var response = await lambda.SendAsync(Events.V2("POST").WithBody(body), new Delivery { Chunked = chunked });
            Assert.Equal(body, response.Body);
        }
    }

    [Fact]
    public async Task Takes_The_Largest_Event()
    {
        const int LargestEvent = 6 * 1024 * 1024;
        var empty = Events.V2("POST").WithText("").ToBytes().Length;
        var httpEvent = Events.V2("POST").WithText(new string('x', LargestEvent - empty)).ToBytes();
        Assert.Equal(LargestEvent, httpEvent.Length);

        long length = 0;
        await using var lambda = await LambdaHost.StartAsync(async context => length = await LengthOf(context.Request.Body));
        FunctionResponse.Of(await lambda.Api.InvokeAsync(httpEvent));

        Assert.Equal(LargestEvent - empty, length);
    }

    [Fact]
    public async Task Decodes_Escapes_In_A_Base64_Body()
    {
        await using var lambda = await LambdaHost.StartAsync(Echo);
        var body = RandomNumberGenerator.GetBytes(1_000);
        var escaped = Convert.ToBase64String(body, Base64FormattingOptions.InsertLineBreaks)
            .Replace("\r\n", "\\r\\n", StringComparison.Ordinal)
            .Replace("/", "\\/", StringComparison.Ordinal)
            .Replace("+", "\\u002b", StringComparison.Ordinal)
            .Replace("=", "\\u003D", StringComparison.Ordinal);

        var response = await lambda.SendAsync(WithRawBody(escaped, isBase64: true));

        Assert.Equal(body, response.Body);
    }

    [Fact]
    public async Task Decodes_Escapes_In_A_Text_Body()
    {
        await using var lambda = await LambdaHost.StartAsync(Echo);
        var response = await lambda.SendAsync(WithRawBody("""{\"a\":\"\u00e9 \ud83d\udcf7\t\/\\\b\f\r\n\" é📷}""", isBase64: false));
        Assert.Equal("{\"a\":\"é 📷\t/\\\b\f\r\n\" é📷}", response.Text);
    }

    [Fact]
    public async Task Replaces_Half_A_Surrogate_Pair()
    {
        await using var lambda = await LambdaHost.StartAsync(Echo);
        var response = await lambda.SendAsync(WithRawBody("""a\ud83d|\udcf7|\ud83d\n|\ud83d\ud83d\udcf7""", isBase64: false));
        Assert.Equal("a\uFFFD|\uFFFD|\uFFFD\n|\uFFFD📷", response.Text);
    }

    [Theory]
    [InlineData("""{"isBase64Encoded":true,"body":"aGk=",HEAD}""")]
    [InlineData("""{HEAD,"body":"aGk=","isBase64Encoded":true}""")]
    [InlineData("""{"body":"aGk=",HEAD,"isBase64Encoded":true}""")]
    public async Task Decodes_Wherever_The_Event_Says_That_It_Is_Base64(string json)
    {
        await using var lambda = await LambdaHost.StartAsync(Echo);
        var head = """ "version":"2.0","rawPath":"/","requestContext":{"http":{"method":"POST"}}""";
        Assert.Equal("hi", (await lambda.SendAsync(json.Replace("HEAD", head, StringComparison.Ordinal))).Text);
    }

    [Fact]
    public async Task Has_No_Body_When_The_Event_Has_None()
    {
        var canHaveBody = true;
        long? length = -1;
        await using var lambda = await LambdaHost.StartAsync(async context =>
        {
            canHaveBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()!.CanHaveBody;
            length = context.Request.ContentLength;
            await Echo(context);
        });
        foreach (var body in new JsonNode?[] { null, JsonValue.Create("") })
        {
            var httpEvent = Events.V2("POST");
            httpEvent["body"] = body;
            Assert.Empty((await lambda.SendAsync(httpEvent)).Body);
            Assert.False(canHaveBody);
            Assert.Null(length);
        }
    }

    [Theory]
    [InlineData("content-length", "8")]
    [InlineData("transfer-encoding", "chunked")]
    public async Task Has_The_Length_Of_The_Decoded_Body(string header, string value)
    {
        await using var lambda = await LambdaHost.StartAsync(context =>
            context.Response.WriteAsync($"{context.Request.ContentLength} {context.Request.Headers.TransferEncoding}"));
        Assert.Equal("3 ", (await lambda.SendAsync(Events.V2("POST").WithBody([1, 2, 3]).WithHeader(header, value))).Text);
        Assert.Equal("0 ", (await lambda.SendAsync(Events.V2("POST").WithHeader(header, value))).Text);
    }

    [Fact]
    public async Task Reads_The_Whole_Body_At_Once_And_Without_A_Copy()
    {
        var completed = false;
        var segments = 0;
        byte[] first = [], second = [];
        await using var lambda = await LambdaHost.StartAsync(async context =>
        {
            var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            completed = read.IsCompleted;
            segments = read.Buffer.IsSingleSegment ? 1 : 2;
            Assert.True(MemoryMarshal.TryGetArray(read.Buffer.First, out var array));
            (first, second) = (second, array.Array!);
        });

        var body = RandomNumberGenerator.GetBytes(1_000_000);
        await lambda.SendAsync(Events.V2("POST").WithBody(body));
        Assert.True(completed);
        Assert.Equal(1, segments);

        // The array is the event's own: it holds more than the body, and brings the next event too.
        Assert.True(second.Length > body.Length * 4 / 3);
        await lambda.SendAsync(Events.V2("POST").WithBody(body[..1000]));
        Assert.Same(first, second);
    }

    [Fact]
    public async Task Reads_On_In_The_Stream_Where_The_Reader_Stopped()
    {
        await using var lambda = await LambdaHost.StartAsync(async context =>
        {
            var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            context.Request.BodyReader.AdvanceTo(read.Buffer.GetPosition(3));
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await reader.ReadToEndAsync(context.RequestAborted));
        });
        Assert.Equal("def", (await lambda.SendAsync(Events.V2("POST").WithText("abcdef"))).Text);
    }

    [Fact]
    public async Task Follows_A_Middleware_That_Replaces_The_Body()
    {
        await using var lambda = await LambdaHost.StartAsync(async context =>
        {
            context.Request.Body = new GZipStream(context.Request.Body, CompressionMode.Decompress);
            var read = await context.Request.BodyReader.ReadAtLeastAsync(5, context.RequestAborted);
            await context.Response.WriteAsync(Encoding.UTF8.GetString(read.Buffer));
        });
        var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionMode.Compress))
            gzip.Write("plain"u8);
        Assert.Equal("plain", (await lambda.SendAsync(Events.V2("POST").WithBody(compressed.ToArray()))).Text);
    }

    [Fact]
    public void Unescapes_As_The_Json_Reader_Does()
    {
        var random = new Random(20250101);
        for (var round = 0; round < 20_000; round++)
        {
            var (json, text) = RandomJsonString(random);
            var inPlace = Encoding.UTF8.GetBytes(json);
            var length = EventBody.UnescapeInPlace(inPlace);
            Assert.Equal(JsonNode.Parse($"\"{json}\"")!.GetValue<string>(), Encoding.UTF8.GetString(inPlace, 0, length));
            Assert.Equal(text, Encoding.UTF8.GetString(inPlace, 0, length));
        }
    }

    [Fact]
    public void Decodes_What_A_Gateway_Encoded_Whatever_It_Escapes()
    {
        var random = new Random(20250102);
        for (var round = 0; round < 5_000; round++)
        {
            var body = new byte[random.Next(200)];
            random.NextBytes(body);
            var json = string.Concat(Convert.ToBase64String(body).Select(c => random.Next(8) switch
            {
                0 => $"\\u{(int)c:x4}",
                1 when c == '/' => "\\/",
                _ => $"{c}",
            }));
            Assert.Equal(body, EventBody.DecodeInPlace(Encoding.UTF8.GetBytes(json), isBase64: true).ToArray());
        }
    }

    [Fact]
    public void Decodes_Base64_As_The_Framework_Does_In_Place()
    {
        var random = new Random(20250103);
        for (var round = 0; round < 5_000; round++)
        {
            var body = new byte[random.Next(10) == 0 ? random.Next(20_000) : random.Next(200)];
            random.NextBytes(body);
            var tail = random.Next(4) == 0 ? " \r\n" : "";
            var text = Encoding.ASCII.GetBytes(Convert.ToBase64String(body, (Base64FormattingOptions)random.Next(2)) + tail);
            if (text.Length > 0 && random.Next(3) == 0)
                text[random.Next(text.Length)] = (byte)"=\n!A"[random.Next(4)];
            if (random.Next(5) == 0)
                text = text[..random.Next(text.Length + 1)];

            var expected = text.ToArray();
            var isValid = Base64.DecodeFromUtf8InPlace(expected, out var length) == OperationStatus.Done;

            Assert.Equal(isValid, EventBody.TryDecodeBase64InPlace(text, out var actualLength));
            if (isValid)
                Assert.Equal(expected[..length], text[..actualLength]);
        }
    }

    private static (string Json, string Text) RandomJsonString(Random random)
    {
        var json = new StringBuilder();
        var text = new StringBuilder();
        for (var i = random.Next(40); i > 0; i--)
        {
            var rune = new Rune(random.Next(5) switch
            {
                0 => random.Next(0x20, 0x7F),
                1 => random.Next(0x00, 0x20),
                2 => random.Next(0x80, 0xD800),
                3 => random.Next(0xE000, 0x10000),
                _ => random.Next(0x10000, 0x110000),
            });
            text.Append(rune);
            var units = rune.ToString();
            var shortEscape = "\"\\/\b\f\n\r\t".IndexOf(units[0], StringComparison.Ordinal);
            if (shortEscape >= 0 && random.Next(2) == 0)
                json.Append('\\').Append("\"\\/bfnrt"[shortEscape]);
            else if (rune.Value < 0x20 || units[0] is '"' or '\\' || random.Next(2) == 0)
                json.AppendJoin("", units.Select(unit => random.Next(2) == 0 ? $"\\u{(int)unit:x4}" : $"\\u{(int)unit:X4}"));
            else
                json.Append(rune);
        }
        return (json.ToString(), text.ToString());
    }

    private static string WithRawBody(string escaped, bool isBase64)
    {
        const string Mark = "BODY";
        var httpEvent = Events.V2("POST").WithText(Mark);
        httpEvent["isBase64Encoded"] = isBase64;
        return httpEvent.ToJsonString().Replace(Mark, escaped, StringComparison.Ordinal);
    }

    private static async Task<long> LengthOf(Stream stream)
    {
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.Length;
    }
}
