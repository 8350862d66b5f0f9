using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using UploadFunction.Direct;
using UploadFunction.Uploads;

namespace UploadFunction.Hosting;

/// <summary>The Verifier as an annotated function. The program runs the wrapper that is generated for it.</summary>
internal sealed class VerifierLambda(VerifierFunction verifier, EventInvocations invocations)
{
    // The resource's name in serverless.template: for any other name, the generator would add a resource there.
    [LambdaFunction(ResourceName = nameof(FunctionKind.Verifier))]
    public Task<Stream> HandleAsync(Stream payload, ILambdaContext context) =>
        invocations.RunAsync(payload, context, DirectJson.Default.ObjectCreated, verifier.HandleAsync);
}
