using System.Text.RegularExpressions;

namespace UploadFunction.Tests.Deployment;

/// <summary>Who may do what, statement by statement: what these tables name is granted, and nothing else.</summary>
public sealed partial class RightsTests(Stacks stacks)
{
    // Function, resource, actions.
    private static readonly (string Function, string Resource, string[] Actions)[] Roles =
    [
        ("Function", "<Bucket.Arn>/images/*", ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"]),
        // A browser's presigned POST uses the rights of the function that signed it.
        ("Function", "<Bucket.Arn>/incoming/*", ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"]),
        // Without it S3 answers 403 instead of 404 for a key that does not exist.
        ("Function", """<Bucket.Arn> if {"StringLike":{"s3:prefix":["images/*","incoming/*"]}}""", ["s3:ListBucket"]),
        ("Function", "<FunctionLogs.Arn>", ["logs:CreateLogStream", "logs:PutLogEvents"]),
        ("Function", "*", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]),

        ("Verifier", "<Bucket.Arn>/images/*", ["s3:PutObject", "s3:GetObject"]),
        ("Verifier", "<Bucket.Arn>/incoming/*", ["s3:GetObject", "s3:DeleteObject"]),
        ("Verifier", """<Bucket.Arn> if {"StringLike":{"s3:prefix":["images/*","incoming/*"]}}""", ["s3:ListBucket"]),
        ("Verifier", "<VerifierQueue.Arn>", ["sqs:SendMessage"]),
        ("Verifier", "<VerifierLogs.Arn>", ["logs:CreateLogStream", "logs:PutLogEvents"]),
        ("Verifier", "*", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]),

        ("SitePublisher", "<Bucket.Arn>/site/*", ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"]),
        ("SitePublisher", """<Bucket.Arn> if {"StringLike":{"s3:prefix":["site/*"]}}""", ["s3:ListBucket"]),
        ("SitePublisher", "<SitePublisherLogs.Arn>", ["logs:CreateLogStream", "logs:PutLogEvents"]),
        ("SitePublisher", "*", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]),
    ];

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task The_Functions_May_Do_What_The_Table_Says_And_Nothing_Else(bool cdn, bool jwt)
    {
        var stack = await stacks.GetAsync(cdn, jwt);

        AssertSame(
            from row in Roles from action in row.Actions select $"{row.Function}: Allow {action} {row.Resource}",
            Statements.OfRoles(stack));
        Assert.Empty(Statements.Others(stack));
        AssertSame(
            from function in (string[])["Function", "Verifier", "SitePublisher"]
            select $$"""{{function}}: Allow {"Service":"lambda.amazonaws.com"} sts:AssumeRole""",
            Statements.OfTrust(stack));
    }

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task The_Bucket_The_Queue_And_The_Functions_Let_Others_Do_What_The_Table_Says_And_Nothing_Else(bool cdn, bool jwt)
    {
        const string distribution = "arn:aws:cloudfront::123456789012:distribution/<Distribution>";
        var (reader, only) = cdn
            ? ("""{"Service":"cloudfront.amazonaws.com"}""", $$$""" if {"StringEquals":{"aws:SourceArn":"{{{distribution}}}"}}""")
            : ("*", "");

        AssertSame(
            [
                $"<Bucket>: Allow {reader} s3:GetObject <Bucket.Arn>/images/*{only}",
                $"<Bucket>: Allow {reader} s3:GetObject <Bucket.Arn>/site/*{only}",
                """<Bucket>: Deny * s3:PutObject <Bucket.Arn>/images/* if {"Null":{"s3:if-none-match":"true"}}""",
                """<Bucket>: Deny * s3:* <Bucket.Arn> if {"Bool":{"aws:SecureTransport":"false"}}""",
                """<Bucket>: Deny * s3:* <Bucket.Arn>/* if {"Bool":{"aws:SecureTransport":"false"}}""",
                """<VerifierQueue>: Allow {"Service":"events.amazonaws.com"} sqs:SendMessage <VerifierQueue.Arn> """
                    + """if {"ArnEquals":{"aws:SourceArn":"<VerifierRule.Arn>"}}""",
                "<Function>: Allow apigateway.amazonaws.com lambda:InvokeFunction <Function> "
                    + "if arn:aws:execute-api:us-east-1:123456789012:<Api>/*",
                "<Verifier>: Allow events.amazonaws.com lambda:InvokeFunction <Verifier> if <VerifierRule.Arn>",
            ],
            Statements.OfResources(await stacks.GetAsync(cdn, jwt)));
    }

    // Whatever the tables say.
    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task Nothing_Is_Allowed_By_A_Wildcard_Or_Without_A_Prefix(bool cdn, bool jwt)
    {
        var stack = await stacks.GetAsync(cdn, jwt);
        var allowed = Statements.OfRoles(stack).Concat(Statements.OfResources(stack)).Where(statement => statement.Effect == "Allow");

        Assert.All(allowed, statement =>
        {
            Assert.DoesNotContain('*', statement.Action);
            // X-Ray has no resources that a right to write segments could name.
            if (!statement.Action.StartsWith("xray:", StringComparison.Ordinal))
                Assert.Matches(OneThing(), statement.Resource);
            if (statement.Action == "s3:ListBucket")
                Assert.Matches(Prefixes(), statement.Condition);
        });
    }

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<Statement> granted) =>
        Assert.Equal(
            expected.Order(StringComparer.Ordinal), granted.Select(statement => statement.ToString()).Order(StringComparer.Ordinal));

    // A resource of the stack, or what lies under a prefix of the bucket.
    [GeneratedRegex(@"^<[A-Za-z]+(\.Arn)?>(/[a-z]+/\*)?$")]
    private static partial Regex OneThing();

    [GeneratedRegex("""^\{"StringLike":\{"s3:prefix":\[?("[a-z]+/\*",?)+\]?\}\}$""")]
    private static partial Regex Prefixes();
}
