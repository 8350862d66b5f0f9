using System.Text;

namespace UploadFunction.Tests.ObjectStorage;

/// <summary>How a form can be sent otherwise than it was signed.</summary>
public enum Misuse
{
    AnotherKey,
    AKeyOfAnImage,
    AnotherType,
    NoType,
    OtherMetadata,
    NoMetadata,
    MoreMetadata,
    AnotherHeader,
    AnAcl,
    AnotherStatus,
    ARedirect,
    AnotherDate,
    OneByteMore,
    OneByteLess,
    NoBytes,
    APolicyForAnotherKey,
    APolicyThatEndsLater,
    APolicyOfNoConditions,
    AnotherSignature,
    NoSignature,
    NoPolicy,
    NoKey,
    NoFile,
    FileFirst,
    Expired,
}

/// <summary>What a store that judges signature and policy refuses, and as what.</summary>
public abstract class PresignedPostJudgeContract : PresignedPostContract
{
    [Theory]
    [InlineData(Misuse.AnotherKey, 403, "AccessDenied")]
    [InlineData(Misuse.AKeyOfAnImage, 403, "AccessDenied")]
    [InlineData(Misuse.AnotherType, 403, "AccessDenied")]
    [InlineData(Misuse.NoType, 403, "AccessDenied")]
    [InlineData(Misuse.OtherMetadata, 403, "AccessDenied")]
    [InlineData(Misuse.NoMetadata, 403, "AccessDenied")]
    [InlineData(Misuse.MoreMetadata, 403, "AccessDenied")]
    [InlineData(Misuse.AnotherHeader, 403, "AccessDenied")]
    [InlineData(Misuse.AnAcl, 403, "AccessDenied")]
    [InlineData(Misuse.AnotherStatus, 403, "AccessDenied")]
    [InlineData(Misuse.ARedirect, 403, "AccessDenied")]
    [InlineData(Misuse.AnotherDate, 403, "AccessDenied")]
    [InlineData(Misuse.OneByteMore, 400, "EntityTooLarge")]
    [InlineData(Misuse.OneByteLess, 400, "EntityTooSmall")]
    [InlineData(Misuse.NoBytes, 400, "EntityTooSmall")]
    [InlineData(Misuse.APolicyForAnotherKey, 403, "SignatureDoesNotMatch")]
    [InlineData(Misuse.APolicyThatEndsLater, 403, "SignatureDoesNotMatch")]
    [InlineData(Misuse.APolicyOfNoConditions, 403, "SignatureDoesNotMatch")]
    [InlineData(Misuse.AnotherSignature, 403, "SignatureDoesNotMatch")]
    [InlineData(Misuse.NoSignature, 400, "InvalidArgument")]
    [InlineData(Misuse.NoPolicy, 403, "AccessDenied")]
    [InlineData(Misuse.NoKey, 400, "InvalidArgument")]
    [InlineData(Misuse.NoFile, 400, "InvalidArgument")]
    [InlineData(Misuse.FileFirst, 400, "InvalidArgument")]
    [InlineData(Misuse.Expired, 403, "AccessDenied")]
    public async Task Refuses(Misuse misuse, int status, string code)
    {
        var (otherKey, imageKey) = ($"{Key}-other", Key.Replace("incoming/", "images/", StringComparison.Ordinal));
        var (original, file) = (TestObjects.Bytes(1000), TestObjects.Bytes(1000));
        Assert.Equal(201, (await SendAsync(await NewFormAsync(original))).Status);
        var form = misuse == Misuse.Expired
            ? await NewFormAsync(file, NewPolicy(file.Length, TimeSpan.FromSeconds(-1)))
            : await NewFormAsync(file);
        Apply(misuse, form, otherKey, imageKey);

        var answer = await SendAsync(form);

        Assert.Equal(Judge(misuse) ?? $"{status} {code}", $"{answer.Status} {answer.Code}");
        Assert.Equal(original, (await Store.GetAsync(Key, Cancellation))?.Bytes.ToArray());
        Assert.Null(await Store.HeadAsync(otherKey, Cancellation));
        Assert.Null(await Store.HeadAsync(imageKey, Cancellation));
    }

    [Fact]
    public async Task Ignores_Fields_After_The_File()
    {
        var form = (await NewFormAsync(TestObjects.Bytes(10))).Add("acl", "public-read");
        form.FieldsBeforeFile = form.Count - 1;

        Assert.Equal(201, (await SendAsync(form)).Status);

        Assert.Equal(10, (await Store.HeadAsync(Key, Cancellation))!.Size);
    }

    [Fact]
    public async Task The_Answer_Says_What_Was_Stored_And_Where()
    {
        var form = await NewFormAsync(TestObjects.Bytes(10));

        var answer = await SendAsync(form);

        var eTag = (await Store.HeadAsync(Key, Cancellation))!.ETag;
        Assert.Equal(201, answer.Status);
        Assert.Equal("PostResponse", answer.Xml!.Name.LocalName);
        Assert.Equal(Key, answer.Text("Key"));
        Assert.Equal(eTag.Trim('"'), answer.Text("ETag")!.Trim('"'));
    }

    /// <summary>What this server says where it says something else than S3.</summary>
    private protected virtual string? Judge(Misuse misuse) => null;

    private static void Apply(Misuse misuse, PostForm form, string otherKey, string imageKey)
    {
        switch (misuse)
        {
            case Misuse.AnotherKey: form["key"] = otherKey; break;
            case Misuse.AKeyOfAnImage: form["key"] = imageKey; break;
            case Misuse.AnotherType: form["Content-Type"] = "text/html"; break;
            case Misuse.NoType: form.Remove("Content-Type"); break;
            case Misuse.OtherMetadata: form["x-amz-meta-alt"] = "Another"; break;
            case Misuse.NoMetadata: form.Remove("x-amz-meta-alt"); break;
            case Misuse.MoreMetadata: form.Add("x-amz-meta-credit", "Me"); break;
            case Misuse.AnotherHeader: form.Add("Cache-Control", "no-store"); break;
            case Misuse.AnAcl: form.Add("acl", "public-read"); break;
            case Misuse.AnotherStatus: form["success_action_status"] = "200"; break;
            case Misuse.ARedirect: form.Add("success_action_redirect", "https://elsewhere.example/"); break;
            // The day, and with it the signature's key, stays.
            case Misuse.AnotherDate:
                form["x-amz-date"] = form["x-amz-date"][..9] + (form["x-amz-date"][9..] == "000000Z" ? "000001Z" : "000000Z");
                break;
            case Misuse.OneByteMore: form.File = [.. form.File!, 0]; break;
            case Misuse.OneByteLess: form.File = form.File![1..]; break;
            case Misuse.NoBytes: form.File = []; break;
            case Misuse.APolicyForAnotherKey:
                ChangePolicy(form, policy => policy.Replace(form["key"], otherKey, StringComparison.Ordinal));
                form["key"] = otherKey;
                break;
            case Misuse.APolicyThatEndsLater:
                ChangePolicy(form, policy => policy.Replace("\"expiration\":\"2", "\"expiration\":\"3", StringComparison.Ordinal));
                break;
            case Misuse.APolicyOfNoConditions:
                ChangePolicy(form, _ => """{"expiration":"3000-01-01T00:00:00.000Z","conditions":[]}""");
                break;
            case Misuse.AnotherSignature: form["x-amz-signature"] = new string([.. form["x-amz-signature"].Reverse()]); break;
            case Misuse.NoSignature: form.Remove("x-amz-signature"); break;
            case Misuse.NoPolicy: form.Remove("policy"); break;
            case Misuse.NoKey: form.Remove("key"); break;
            case Misuse.NoFile: form.File = null; break;
            case Misuse.FileFirst: form.FieldsBeforeFile = 0; break;
            case Misuse.Expired: break;
            default: throw new ArgumentOutOfRangeException(nameof(misuse));
        }
    }

    private static void ChangePolicy(PostForm form, Func<string, string> change)
    {
        var policy = Encoding.UTF8.GetString(Convert.FromBase64String(form["policy"]));
        var changed = change(policy);
        Assert.NotEqual(policy, changed);
        form["policy"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(changed));
    }
}
