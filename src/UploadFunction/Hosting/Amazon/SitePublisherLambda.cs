using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using UploadFunction.Site;
using UploadFunction.Uploads;

namespace UploadFunction.Hosting;

/// <summary>The SitePublisher as Amazon.Lambda.Annotations has it: the program runs the wrapper that is generated for it.</summary>
internal sealed class SitePublisherLambda(SitePublisher site, EventInvocations invocations)
{
    // The name is the template's, or the generator adds a resource there.
    [LambdaFunction(ResourceName = nameof(FunctionKind.SitePublisher))]
    public Task<Stream> HandleAsync(Stream payload, ILambdaContext context) =>
        invocations.RunAsync(payload, context, SiteJson.Default.JsonElement, site.HandleAsync);
}
