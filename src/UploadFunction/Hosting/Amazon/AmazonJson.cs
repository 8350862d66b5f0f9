using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using UploadFunction.Hosting;

// The generated wrappers need a serializer, although it passes streams through unchanged.
[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<AmazonJson>))]

namespace UploadFunction.Hosting;

/// <summary>The events and responses of an HTTP API, serialized without reflection.</summary>
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyRequest))]
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyResponse))]
internal sealed partial class AmazonJson : JsonSerializerContext;
