using System.Buffers;
using System.Text;
using System.Text.Json;
using LambdaServer;
using LambdaServer.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ObjectStorage;
using ObjectStorage.Disk;
using UploadFunction.Direct;
using UploadFunction.Images;
using UploadFunction.Site;
using UploadFunction.Tests.Support;
using UploadFunction.Uploads;
using UploadFunction.Uploads.Bodies;

namespace Fuzz;

/// <summary>All code of the program that gets bytes from strangers, and what must hold for any bytes.</summary>
internal static class Targets
{
    private static readonly UploadOptions Options = UploadOptions.Load(
        new ConfigurationBuilder().AddInMemoryCollection([new("Upload:Directory", "fuzz"), new("Upload:Types", AllTypes)]).Build(),
        isLambda: false);

    private static readonly IServiceProvider Services =
        new ServiceCollection().AddSingleton(Options).AddSingleton<BodyBudget>().BuildServiceProvider();

    private static readonly byte[] Secret = new byte[32];

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<Target> All { get; } =
    [
        new("images", Images(), Walk), new("bodies", Bodies(), ReadBody), new("events", Events(), ReadEvent),
        new("policies", Policies(), CheckPolicy), new("custom-resources", CustomResources(), ReadCustomResource),
    ];

    private static string AllTypes => string.Join(',', ImageFormat.All.Select(format => format.MimeType));

    private static byte[][] Images() =>
    [
        .. Directory.EnumerateFiles(Repository.PathTo("test/images"), "*", SearchOption.AllDirectories)
            .Select(File.ReadAllBytes)
            .Where(file => file.Length <= 4096 && ImageFormat.Detect(file) is not null),
    ];

    /// <summary>Taken or not, a walk ends; and of what is stored, exactly the same would be stored again.</summary>
    private static void Walk(byte[] file)
    {
        var parts = new ImageParts(keepsMetadata: file.Length % 2 == 0);
        if (ImageInspector.Inspect(file, parts, out _, out var info) is not null)
            return;
        var stored = parts.Of(file).ToArray();
        var again = new ImageParts(parts.KeepsMetadata);
        if (ImageInspector.Inspect(stored, again, out _, out var infoAgain) is { } rejection)
            throw new InvalidOperationException($"What is stored is rejected: {rejection.Reason}");
        if (again.Changes != ImageChanges.None || info != infoAgain)
            throw new InvalidOperationException($"What is stored would change again: {again.Changes}, {info} and {infoAgain}");
    }

    private static byte[][] Bodies()
    {
        var jpeg = File.ReadAllBytes(Repository.PathTo("test/images/jpeg-baseline.jpg"));
        var base64 = Convert.ToBase64String(jpeg);
        byte[] multipart =
        [
            .. "multipart/form-data; boundary=b\n--b\r\nContent-Disposition: form-data; name=\"_charset_\"\r\n\r\nshift_jis\r\n"u8,
            .. "--b\r\nContent-Disposition: form-data; name=\"alt\"\r\nContent-Type: text/plain; charset=\"utf-8\"\r\n\r\nA cat\r\n"u8,
            .. "--b\r\nContent-Disposition: form-data; name=\"metadata\"; filename=blob\r\nContent-Type: application/json\r\n\r\n"u8,
            .. "{\"caption\":\"\\u00e9\",\"x\":[1]}\r\n--b\r\nContent-Disposition: form-data; name=file; "u8,
            .. "filename=\"=?utf-8?B?YS5qcGc=?=\"; filename*=utf-8''%C3%A9.jpg\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"u8,
            .. jpeg, .. "\r\n--b--\r\n"u8,
        ];
        return
        [
            multipart,
            Encoding.UTF8.GetBytes(
                "application/json\n{\"file\":\"data:image/jpeg;base64," + base64 + "\",\"fileName\":\"a\\u0301.jpg\","
                + "\"metadata\":{\"alt\":\"A cat\"},\"idempotencyKey\":null,\"x\":{}}"),
            Encoding.UTF8.GetBytes($"text/plain\n{base64}"),
            Encoding.UTF8.GetBytes("text/plain\ndata:image/png,%89PNG%0D%0A%1A%0A"),
            [.. "image/jpeg\n"u8, .. jpeg],
            [.. "application/x-www-form-urlencoded\n"u8, .. jpeg],
        ];
    }

    /// <summary>The first line is the Content-Type. An outcome of any kind will do.</summary>
    private static void ReadBody(byte[] input)
    {
        var line = Math.Max(0, input.AsSpan().IndexOf((byte)'\n'));
        var context = new DefaultHttpContext { RequestServices = Services };
        context.Request.Method = "POST";
        context.Request.ContentType = Encoding.Latin1.GetString(input.AsSpan(0, line));
        context.Request.Headers.ContentDisposition = context.Request.ContentType;
        context.Request.Headers.Accept = context.Request.ContentType;
        context.Request.Body = new MemoryStream(input, line, input.Length - line);
        var outcome = new UploadRequestReader(Options).ReadAsync(context.Request).AsTask().GetAwaiter().GetResult();
        _ = UploadFunction.Uploads.Answers.FormPages.AreWantedBy(context.Request);
        _ = Origin.Of(context.Request.ContentType);
        if (outcome.Failed(out _, out var request))
            return;
        var name = FileNames.WithEndingOf(ImageFormat.Jpeg, FileNames.Clean(request.FileName, "jpg"));
        if (!Ascii.IsValid(FileNames.ToContentDisposition(Uri.EscapeDataString(name))) || name != FileNames.Clean(name, "jpg"))
            throw new InvalidOperationException($"'{name}' is no clean name.");
    }

    private static byte[][] Events() =>
    [
        .. Directory.EnumerateFiles(Repository.PathTo("events"), "*.json").Select(File.ReadAllBytes).Where(file => file.Length <= 4096),
    ];

    /// <summary>What is no event of a gateway, or of EventBridge, is told so by the exceptions that are meant for it.</summary>
    private static void ReadEvent(byte[] payload)
    {
        try
        {
            _ = JsonSerializer.Deserialize(payload, DirectJson.Default.ObjectCreated);
        }
        catch (JsonException)
        {
        }
        try
        {
            _ = HttpEventReader.Read(payload);
        }
        catch (InvocationException)
        {
        }
    }

    private static byte[][] Policies()
    {
        var policy = new UploadPolicy(
            "incoming/p1125rfjfvqn7rnh7sx2anfm5g",
            "image/jpeg",
            1000,
            new Dictionary<string, string> { ["alt"] = "A%20cat" },
            Now.AddMinutes(5));
        var fields = DiskPostPolicy.Sign(policy, Secret, Now);
        var document = Encoding.UTF8.GetString(Convert.FromBase64String(fields["policy"]));
        return [Encoding.UTF8.GetBytes(string.Join('\n', fields.Select(field => $"{field.Key}\t{field.Value}").Prepend(document)))];
    }

    /// <summary>
    /// The first line is the policy, which is signed here, so that what is behind the signature is reached. Each other line is a field: its
    /// name, a tab, its value. Whatever is accepted, it may write nowhere else.
    /// </summary>
    private static void CheckPolicy(byte[] form)
    {
        var line = form.AsSpan().IndexOf((byte)'\n');
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in Encoding.UTF8.GetString(form.AsSpan(Math.Max(0, line))).Split('\n').Select(field => field.Split('\t', 2)))
            fields[field[0]] = field[^1];
        fields["policy"] = Convert.ToBase64String(form.AsSpan(0, Math.Max(0, line)));
        if (fields.TryGetValue("x-amz-credential", out var credential))
            fields["x-amz-signature"] = DiskPostPolicy.SignatureOf(fields["policy"], credential, Secret);
        if (DiskPostPolicy.Check(fields, Secret, Now, out var policy) is null && !DiskPostPolicy.Takes(policy.Key))
            throw new InvalidOperationException($"A form may write to {policy.Key}.");
    }

    private static byte[][] CustomResources() =>
    [
        """
        {"RequestType":"Create","ResponseURL":"https://cloudformation.example/r?X-Amz-Signature=%2F1","StackId":"s","RequestId":"r",
        "LogicalResourceId":"Site","ResourceProperties":{"Api":"https://api.example.com/","Authorization":"jwt",
        "PublicBaseUrl":"https://images.example.com","MaxInlineBytes":"4500000","MaxBytes":"25000000","MaxPixels":"100000000",
        "Types":"image/jpeg,image/png","MetadataNames":"alt,caption"}}
        """u8.ToArray(),
    ];

    private static void ReadCustomResource(byte[] payload)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(payload);
        }
        catch (JsonException)
        {
            return;
        }
        using (document)
        {
            try
            {
                var request = CustomResourceRequest.Read(document.RootElement);
                _ = SiteSettings.Load(request.Properties, new ConfigurationBuilder().Build());
            }
            catch (Exception exception) when (exception is UploadOptionsException
                || (exception is InvalidOperationException && exception.Message.Contains("ResponseURL", StringComparison.Ordinal)))
            {
            }
        }
    }
}
