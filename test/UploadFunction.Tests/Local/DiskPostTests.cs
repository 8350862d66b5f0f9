using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Tests.ObjectStorage;
using UploadFunction.Tests.Support;
using PostForm = UploadFunction.Tests.ObjectStorage.PostForm;

namespace UploadFunction.Tests.Local;

/// <summary>
/// What <c>POST /disk/</c> does beyond the contract that it shares with S3 (see <see cref="PresignedPostJudgeContract"/>).
/// </summary>
public sealed class DiskPostTests
{
    private const string Key = "incoming/p1125rfjfvqn7rnh7sx2anfm5g";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_201_With_Location_ETag_And_PostResponse()
    {
        await using var api = UploadApi.Start();

        var answer = await (await NewFormAsync(api, TestObjects.Bytes(10))).SendAsync(api.Client);

        Assert.Equal(201, answer.Status);
        Assert.Equal($"{api.BaseAddress}disk/incoming%2Fp1125rfjfvqn7rnh7sx2anfm5g", answer.Location);
        Assert.Equal((await StoreOf(api).HeadAsync(Key, Cancellation))!.ETag, answer.ETag);
        Assert.Equal(
            $"<PostResponse><Location>{answer.Location}</Location><Bucket>disk</Bucket><Key>{Key}</Key>" +
            $"<ETag>{answer.ETag}</ETag></PostResponse>",
            answer.Xml!.ToString(System.Xml.Linq.SaveOptions.DisableFormatting));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task What_Came_In_Is_Not_Served()
    {
        await using var api = UploadApi.Start();
        var answer = await (await NewFormAsync(api, TestObjects.Bytes(10))).SendAsync(api.Client);

        var image = Key.Replace("incoming/", "images/", StringComparison.Ordinal);
        foreach (var path in (string[])[Key, $"disk/{Key}", answer.Location!, $"images/{Key}", $"images/..%2F{Key}", image])
        {
            using var response = await api.Client.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute), Cancellation);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task Says_In_S3s_Words_What_Is_Wrong()
    {
        await using var api = UploadApi.Start();

        async Task<string?> MessageAsync(Action<PostForm> change)
        {
            var form = await NewFormAsync(api, TestObjects.Bytes(1000));
            change(form);
            return (await form.SendAsync(api.Client)).Text("Message");
        }

        Assert.Equal(
            "Invalid according to Policy: Extra input fields: x-amz-meta-credit",
            await MessageAsync(form => form.Add("x-amz-meta-credit", "Me")));
        Assert.Equal(
            """Invalid according to Policy: Policy Condition failed: ["eq", "$Content-Type", "image/png"]""",
            await MessageAsync(form => form["Content-Type"] = "text/html"));
        Assert.Equal(
            "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
            await MessageAsync(form => form.FieldsBeforeFile = 0));
        Assert.Equal("POST requires exactly one file upload per request.", await MessageAsync(form => form.File = null));
        Assert.Equal(
            "The field X-Ignore-This was given twice.",
            await MessageAsync(form => form.Add("x-ignore-this", "1").Add("X-Ignore-This", "2")));
    }

    [Theory]
    [InlineData(1001, "EntityTooLarge", "MaxSizeAllowed")]
    [InlineData(500_000, "EntityTooLarge", "MaxSizeAllowed")]
    [InlineData(999, "EntityTooSmall", "MinSizeAllowed")]
    public async Task Says_How_Large_The_File_Is_And_May_Be(int length, string code, string limit)
    {
        await using var api = UploadApi.Start();
        var form = await NewFormAsync(api, TestObjects.Bytes(1000));
        form.File = TestObjects.Bytes(length);

        var answer = await form.SendAsync(api.Client);

        Assert.Equal((400, code), (answer.Status, answer.Code));
        Assert.Equal($"{length}", answer.Text("ProposedSize"));
        Assert.Equal("1000", answer.Text(limit));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(api.Folder.FullName, ".tmp")));
    }

    [Fact]
    public async Task Fields_That_Begin_With_X_Ignore_Need_No_Condition()
    {
        await using var api = UploadApi.Start();

        Assert.Equal(201, (await (await NewFormAsync(api, TestObjects.Bytes(10))).Add("x-ignore-this", "1").SendAsync(api.Client)).Status);
    }

    [Fact]
    public async Task Takes_Images_Beyond_The_Servers_Own_Limit()
    {
        await using var api = UploadApi.Start(("MaxBytes", "40000000"));
        var file = TestObjects.Bytes(40_000_000);

        var answer = await (await NewFormAsync(api, file)).SendAsync(api.Client);

        Assert.Equal(201, answer.Status);
        Assert.Equal(file, (await StoreOf(api).GetAsync(Key, Cancellation))!.Bytes.ToArray());
    }

    [Fact]
    public async Task Refuses_What_No_Form_Can_Hold_Before_It_Is_Sent()
    {
        await using var api = UploadApi.Start(("MaxBytes", "1000"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "disk/")
        {
            Content = new ByteArrayContent(new byte[200_000]),
            Headers = { ExpectContinue = true },
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");

        using var response = await api.Client.SendAsync(request, Cancellation);

        var answer = await PostAnswer.ReadAsync(response);
        Assert.Equal(
            (400, "EntityTooLarge", "200000", "1000"),
            (answer.Status, answer.Code, answer.Text("ProposedSize"), answer.Text("MaxSizeAllowed")));
    }

    [Fact]
    public async Task Fields_Are_Limited_To_20_KB()
    {
        await using var api = UploadApi.Start();
        var form = await NewFormAsync(api, TestObjects.Bytes(10));

        var answer = await form.Add("x-ignore-this", new string('x', 20 * 1024)).SendAsync(api.Client);

        Assert.Equal((400, "MaxPostPreDataLengthExceeded"), (answer.Status, answer.Code));
    }

    [Theory]
    [
        InlineData(
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nincoming/x",
            400,
            "MalformedPOSTRequest"),
    ]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--\r\n", 400, "MalformedPOSTRequest")]
    [
        InlineData(
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"a\u0001\"\r\n\r\n1\r\n--x--\r\n",
            400,
            "MalformedPOSTRequest"),
    ]
    [InlineData("multipart/form-data; boundary=x", "no form at all", 400, "MalformedPOSTRequest")]
    [InlineData("multipart/form-data; boundary=x", "--x--\r\n", 400, "InvalidArgument")]
    [InlineData("multipart/form-data", "--x--\r\n", 400, "MalformedPOSTRequest")]
    [InlineData("application/x-www-form-urlencoded", "key=incoming/x", 412, "PreconditionFailed")]
    [InlineData("nonsense", "", 412, "PreconditionFailed")]
    public async Task Refuses_Bodies_That_Are_No_Form(string contentType, string body, int status, string code)
    {
        await using var api = UploadApi.Start();
        using var content = UploadRequests.Raw(Encoding.ASCII.GetBytes(body), contentType);

        using var response = await api.Client.PostAsync("disk/", content, Cancellation);

        var answer = await PostAnswer.ReadAsync(response);
        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.NotEmpty(answer.Text("RequestId")!);
    }

    [Fact]
    public async Task A_File_That_Ends_Before_Its_Boundary_Is_Refused()
    {
        await using var api = UploadApi.Start();
        using var whole = (await NewFormAsync(api, TestObjects.Bytes(1000))).ToContent();
        var bytes = await whole.ReadAsByteArrayAsync(Cancellation);
        using var cut = UploadRequests.Raw(bytes[..^200], $"{whole.Headers.ContentType}");

        using var response = await api.Client.PostAsync("disk/", cut, Cancellation);

        Assert.Equal("MalformedPOSTRequest", (await PostAnswer.ReadAsync(response)).Code);
        Assert.Null(await StoreOf(api).HeadAsync(Key, Cancellation));
    }

    [Fact]
    public async Task A_Client_That_Leaves_Leaves_Nothing_Behind()
    {
        await using var api = UploadApi.Start();
        using var whole = (await NewFormAsync(api, TestObjects.Bytes(100_000))).ToContent();
        var bytes = await whole.ReadAsByteArrayAsync(Cancellation);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(api.BaseAddress.Host, api.BaseAddress.Port, Cancellation);
            var head =
                $"POST /disk/ HTTP/1.1\r\nHost: x\r\nContent-Type: {whole.Headers.ContentType}\r\nContent-Length: {bytes.Length}\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
            await client.GetStream().WriteAsync(bytes.AsMemory(0, bytes.Length / 2), Cancellation);
            client.LingerState = new LingerOption(enable: true, 0);
        }

        await api.Logs.WaitForAsync("client", Cancellation);

        Assert.Null(await StoreOf(api).HeadAsync(Key, Cancellation));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(api.Folder.FullName, ".tmp")));
        Assert.DoesNotContain(api.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Needs_A_Content_Length_As_S3_Does()
    {
        await using var api = UploadApi.Start();
        using var content = (await NewFormAsync(api, TestObjects.Bytes(10))).ToContent();
        using var request =
            new HttpRequestMessage(HttpMethod.Post, "disk/") { Content = content, Headers = { TransferEncodingChunked = true } };

        using var response = await api.Client.SendAsync(request, Cancellation);

        var answer = await PostAnswer.ReadAsync(response);
        Assert.Equal((411, "MissingContentLength"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Takes_Nothing_But_Posts()
    {
        await using var api = UploadApi.Start();

        using var got = await api.Client.GetAsync("disk/", Cancellation);
        var answer = await PostAnswer.ReadAsync(got);
        Assert.Equal((405, "MethodNotAllowed"), (answer.Status, answer.Code));
        Assert.Equal(["POST"], got.Content.Headers.Allow);
        using var options = await api.Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "disk/"), Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
    }

    [Fact]
    public async Task A_Page_Of_Any_Origin_May_Post_And_Read_ETag_And_Location()
    {
        await using var api = UploadApi.Start();

        using var preflight = await PreflightAsync(api, "https://www.example.com");
        var answer = await (await NewFormAsync(api, TestObjects.Bytes(10))).SendAsync(api.Client, "https://www.example.com");

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("*", Assert.Single(preflight.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("POST", Assert.Single(preflight.Headers.GetValues("Access-Control-Allow-Methods")));
        Assert.Equal(201, answer.Status);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("etag,location", Assert.Single(answer.Headers.GetValues("Access-Control-Expose-Headers")));
    }

    [Fact]
    public async Task With_Allowed_Origins_Others_Cannot_Read_The_Answer()
    {
        await using var api = UploadApi.Start(("AllowedOrigins", "https://www.example.com"));

        using var preflight = await PreflightAsync(api, "https://elsewhere.example");
        var ours = await (await NewFormAsync(api, TestObjects.Bytes(10))).SendAsync(api.Client, "https://www.example.com");
        var foreign = await (await NewFormAsync(api, TestObjects.Bytes(10))).SendAsync(api.Client, "https://elsewhere.example");

        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal("https://www.example.com", Assert.Single(ours.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.False(foreign.Headers.Contains("Access-Control-Allow-Origin"));
        // As with a bucket, the signature is the right to write.
        Assert.Equal("PostResponse", foreign.Xml!.Name.LocalName);
    }

    [Fact]
    public async Task A_Store_That_Fails_Is_A_503_In_Xml()
    {
        await using var api = UploadApi.Start();
        var form = await NewFormAsync(api, TestObjects.Bytes(10));
        await File.WriteAllTextAsync(Path.Combine(api.Folder.FullName, "incoming"), "a file where a folder must be", Cancellation);

        var answer = await form.SendAsync(api.Client);

        Assert.Equal((503, "ServiceUnavailable"), (answer.Status, answer.Code));
        Assert.Contains(api.Logs.Lines, line => line.Contains("The store failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_Not_There_With_Another_Store()
    {
        await using var api = UploadApi.Start(
            services: services => services.AddSingleton<IObjectStore>(new StubStore(_ => ValueTask.CompletedTask)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "disk/");

        await api.Client.ProblemAsync(request, 404, "not-found");
    }

    [Fact]
    public async Task Tells_Of_Each_Object_That_Came_In_And_Of_No_Other()
    {
        await using var api = UploadApi.Start();
        var told = $"Rejected {Key["incoming/".Length..]}";

        var form = await NewFormAsync(api, TestObjects.Bytes(10));
        form.File = TestObjects.Bytes(11);
        await form.SendAsync(api.Client);
        form.File = TestObjects.Bytes(10);
        await form.SendAsync(api.Client);
        await form.SendAsync(api.Client);

        // The verifier rejects them, since no ticket of this service signed them; it was told of each that was stored.
        await api.Logs.WaitForAsync(told, Cancellation);
        await api.Logs.WaitForAsync(told, Cancellation);
        Assert.Equal(2, api.Logs.Lines.Count(line => line.Contains(told, StringComparison.Ordinal)));
    }

    private static DiskObjectStore StoreOf(UploadApi api) => new(api.Folder.FullName, TimeProvider.System);

    private static UploadPolicy NewPolicy(long size) =>
        new(Key, "image/png", size, new Dictionary<string, string> { ["alt"] = "A%20hill" }, DateTimeOffset.UtcNow.AddMinutes(15));

    private static async Task<PostForm> NewFormAsync(UploadApi api, byte[] file)
    {
        var signed = await StoreOf(api).SignUploadAsync(NewPolicy(file.Length), Cancellation);
        return new PostForm(signed with { Url = new Uri(api.BaseAddress, signed.Url).AbsoluteUri }, file);
    }

    private static async Task<HttpResponseMessage> PreflightAsync(UploadApi api, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "disk/")
        {
            Headers =
                { { "Origin", origin }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "content-type" } },
        };
        return await api.Client.SendAsync(request, Cancellation);
    }
}
