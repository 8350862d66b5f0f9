namespace UploadFunction.Uploads.Bodies;

/// <summary>The idempotency key of a request, from its header or its body.</summary>
internal static class IdempotencyKey
{
    /// <summary>Takes the header <c>Idempotency-Key</c>, else the key in the body, else generates one.</summary>
    public static Outcome<UploadKey> Read(HttpRequest request, string? inBody)
    {
        var text = request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } header ? header : inBody;
        if (string.IsNullOrEmpty(text))
            return UploadKey.CreateRandom();
        return UploadKey.TryParse(text, out var key) ? key : UploadProblems.WeakIdempotencyKey();
    }
}
