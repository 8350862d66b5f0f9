using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace LambdaServer.Http;

/// <summary>
/// The request's body, whole and in one piece from the first read of <c>BodyReader</c> on, which hands out the event's buffer itself.
/// <c>Request.Body</c> reads from the same place, as on Kestrel: what one has consumed the other does not see again.
/// </summary>
internal sealed class RequestBody : IRequestBodyPipeFeature, IHttpRequestBodyDetectionFeature
{
    private readonly IHttpRequestFeature _request;
    private Stream _wrapped;

    public RequestBody(IHttpRequestFeature request, ReadOnlyMemory<byte> body)
    {
        _request = request;

        // The reader of an empty slice hands out ReadOnlySequence.Empty, and then does not recognize its positions.
        var whole = PipeReader.Create(body.IsEmpty ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(body));
        request.Body = _wrapped = whole.AsStream();
        Reader = whole;
        CanHaveBody = !body.IsEmpty;
    }

    public bool CanHaveBody { get; }

    /// <summary>Follows a middleware that puts another stream in place of the body, for example to decompress it.</summary>
    public PipeReader Reader
    {
        get
        {
            if (!ReferenceEquals(_wrapped, _request.Body))
            {
                _wrapped = _request.Body;
                field = PipeReader.Create(_wrapped);
            }
            return field;
        }
    }
}
