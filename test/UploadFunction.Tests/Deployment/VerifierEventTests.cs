namespace UploadFunction.Tests.Deployment;

/// <summary>How an image that came straight into the bucket gets to the Verifier, and where the event goes when that fails.</summary>
public sealed class VerifierEventTests(Stacks stacks)
{
    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task The_Bucket_Tells_Of_New_Objects_And_Those_In_Incoming_Go_To_The_Verifier(bool cdn, bool jwt)
    {
        var stack = await stacks.GetAsync(cdn, jwt);

        AssertJson.Equal(
            """{ "EventBridgeConfiguration": { "EventBridgeEnabled": true } }""", stack["Bucket"]["NotificationConfiguration"]);
        AssertJson.Equal(
            """
            {
              "source": ["aws.s3"],
              "detail-type": ["Object Created"],
              "detail": { "bucket": { "name": ["<Bucket>"] }, "object": { "key": [{ "prefix": "incoming/" }] } }
            }
            """,
            stack["VerifierRule"]["EventPattern"]);
    }

    [Theory]
    [MemberData(nameof(Stacks.All), MemberType = typeof(Stacks))]
    public async Task An_Event_Is_Tried_Again_And_Then_Kept_In_The_Queue(bool cdn, bool jwt)
    {
        var stack = await stacks.GetAsync(cdn, jwt);

        // EventBridge's own tries to hand it over.
        AssertJson.Equal(
            """
            [{
              "Id": "Verifier",
              "Arn": "<Verifier.Arn>",
              "RetryPolicy": { "MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 21600 },
              "DeadLetterConfig": { "Arn": "<VerifierQueue.Arn>" }
            }]
            """,
            stack["VerifierRule"]["Targets"]);
        // Lambda's, when the function failed.
        AssertJson.Equal(
            """
            {
              "FunctionName": "<Verifier>",
              "Qualifier": "$LATEST",
              "MaximumRetryAttempts": 2,
              "MaximumEventAgeInSeconds": 21600,
              "DestinationConfig": { "OnFailure": { "Destination": "<VerifierQueue.Arn>" } }
            }
            """,
            stack["VerifierRetries"]);
        AssertJson.Equal("""{ "MessageRetentionPeriod": 1209600, "SqsManagedSseEnabled": true }""", stack["VerifierQueue"]);
    }
}
