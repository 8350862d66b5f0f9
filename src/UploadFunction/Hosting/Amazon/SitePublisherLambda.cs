using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using UploadFunction.Site;
using UploadFunction.Uploads;

namespace UploadFunction.Hosting;

/// <summary>The SitePublisher as an annotated function. The program runs the wrapper that is generated for it.</summary>
internal sealed class SitePublisherLambda(SitePublisher site, EventInvocations invocations)
{
    // The resource's name in serverless.template: for any other name, the generator would add a resource there.
    [LambdaFunction(ResourceName = nameof(FunctionKind.SitePublisher))]
    public Task<Stream> HandleAsync(Stream payload, ILambdaContext context) =>
        invocations.RunAsync(payload, context, SiteJson.Default.JsonElement, site.HandleAsync);
}
