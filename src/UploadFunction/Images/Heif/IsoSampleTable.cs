namespace UploadFunction.Images.Heif;

/// <summary>
/// Where the samples of a track lie (ISO/IEC 14496-12, 8.6 and 8.7): their sizes (stsz), how many are in a chunk (stsc), and where
/// the chunks start (stco, co64).
/// </summary>
internal struct IsoSampleTable
{
    private IsoBox _sizes;
    private IsoBox _chunkRuns;
    private IsoBox _chunkOffsets;

    /// <returns>Whether it is the second of its kind.</returns>
    public bool Keep(IsoBox box) => box.Type switch
    {
        IsoBoxType.Stsz => IsoBox.Keep(ref _sizes, box),
        IsoBoxType.Stsc => IsoBox.Keep(ref _chunkRuns, box),
        IsoBoxType.Stco or IsoBoxType.Co64 => IsoBox.Keep(ref _chunkOffsets, box),
        _ => false,
    };

    /// <param name="data">Gets the places of the samples.</param>
    public readonly ImageRejection? Check(IsoBox track, ReadOnlySpan<byte> file, HeifData? data, out int samples, out FileRange firstChunk)
    {
        (samples, firstChunk) = (0, default);
        if (!_sizes.IsPresent || !_chunkRuns.IsPresent || !_chunkOffsets.IsPresent)
            return track.Invalid("a track lacks one of stsz, stsc and stco");
        var sizes = _sizes.Open(file);
        sizes.Skip(4);
        var commonSize = sizes.ReadUInt32();
        var samplesLeft = sizes.ReadUInt32();
        if (sizes.Overran)
            return _sizes.TooShort();
        // More samples than bytes could only share bytes: many frames for a small file, and a long loop below.
        if (samplesLeft == 0 || samplesLeft > (uint)file.Length)
            return _sizes.Invalid("a track promises no samples, or more than the file can hold");
        samples = (int)samplesLeft;

        var offsets = _chunkOffsets.Open(file);
        offsets.Skip(4);
        var chunks = offsets.ReadUInt32();
        var runs = new ChunkRuns(_chunkRuns.Open(file));
        ulong total = 0;
        for (var chunk = 1u; chunk <= chunks && samplesLeft > 0; chunk++)
        {
            var offset = _chunkOffsets.Type == IsoBoxType.Co64 ? offsets.ReadUInt64() : offsets.ReadUInt32();
            var inChunk = runs.SamplesIn(chunk);
            if (offsets.Overran)
                return _chunkOffsets.TooShort();
            if (inChunk == 0 || inChunk > samplesLeft)
                return _chunkRuns.Invalid("the chunks of a track do not add up to its samples");
            samplesLeft -= inChunk;

            var length = (ulong)commonSize * inChunk;
            for (; commonSize == 0 && inChunk > 0; inChunk--)
                length += sizes.ReadUInt32();
            if (sizes.Overran)
                return _sizes.TooShort();
            total += length;
            if (offset > (ulong)file.Length || length == 0 || length > (ulong)file.Length - offset)
                return _chunkOffsets.Invalid(ImageRejection.CutOffReason);
            var place = new FileRange((int)offset, (int)(offset + length));
            data?.Keep(place);
            if (chunk == 1)
                firstChunk = place;
            if (total > (ulong)file.Length)
                return _sizes.Invalid("the samples of a track are together longer than the file");
        }
        return samplesLeft == 0 ? null : _chunkRuns.Invalid("the chunks of a track do not add up to its samples");
    }

    /// <summary>Runs of chunks with equally many samples: the first chunk of each run, and how many samples.</summary>
    private ref struct ChunkRuns
    {
        private SpanReader _table;
        private uint _left;
        private uint _samples;
        private uint _nextFirst;
        private uint _nextSamples;

        public ChunkRuns(SpanReader table)
        {
            _table = table;
            _table.Skip(4);
            _left = _table.ReadUInt32();
            Advance();
        }

        /// <summary>Chunks are asked for in order, from 1.</summary>
        public uint SamplesIn(uint chunk)
        {
            if (chunk == _nextFirst)
            {
                _samples = _nextSamples;
                Advance();
            }
            return _samples;
        }

        private void Advance()
        {
            var isAnother = _left > 0;
            _left -= isAnother ? 1u : 0;
            _nextFirst = isAnother ? _table.ReadUInt32() : 0;
            _nextSamples = isAnother ? _table.ReadUInt32() : 0;
            _table.Skip(isAnother ? 4 : 0);
        }
    }
}
