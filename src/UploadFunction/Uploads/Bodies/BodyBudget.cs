namespace UploadFunction.Uploads.Bodies;

/// <summary>
/// Bounds the memory that the bodies of all requests under way take together: each is in memory as a whole, and one that comes slowly is
/// there for long. In Lambda there is one request at a time, and the bound is never reached.
/// </summary>
internal sealed class BodyBudget(UploadOptions options)
{
    /// <summary>Bytes of bodies. The memory behind them is up to three times as much: as it came, and as a whole.</summary>
    private readonly long _limit = Math.Max(64_000_000, options.MaxInlineBytes);

    private long _taken;

    /// <summary>What has arrived of one body, until it is disposed of.</summary>
    public sealed class Share(BodyBudget budget) : IDisposable
    {
        private long _size;

        /// <returns><see langword="false"/> if so much does not fit.</returns>
        public bool TryGrowTo(long size)
        {
            var more = size - _size;
            if (Interlocked.Add(ref budget._taken, more) > budget._limit)
            {
                Interlocked.Add(ref budget._taken, -more);
                return false;
            }
            _size = size;
            return true;
        }

        public void Dispose() => Interlocked.Add(ref budget._taken, -Interlocked.Exchange(ref _size, 0));
    }
}
