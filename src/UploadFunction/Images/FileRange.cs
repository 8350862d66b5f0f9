namespace UploadFunction.Images;

/// <summary>A part of a file. Unlike a span it can be kept, and it knows where in the file it is.</summary>
internal readonly record struct FileRange(int Start, int End)
{
    public int Length => End - Start;
}
