using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using UploadFunction.Direct;
using UploadFunction.Uploads;

namespace UploadFunction.Hosting;

/// <summary>The Verifier as Amazon.Lambda.Annotations has it: the program runs the wrapper that is generated for it.</summary>
internal sealed class VerifierLambda(VerifierFunction verifier, EventInvocations invocations)
{
    // The name is the template's, or the generator adds a resource there.
    [LambdaFunction(ResourceName = nameof(FunctionKind.Verifier))]
    public Task<Stream> HandleAsync(Stream payload, ILambdaContext context) =>
        invocations.RunAsync(payload, context, DirectJson.Default.ObjectCreated, verifier.HandleAsync);
}
