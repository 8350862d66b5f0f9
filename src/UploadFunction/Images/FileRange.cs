namespace UploadFunction.Images;

/// <summary>A part of a file by its position. Unlike a span it can be stored.</summary>
internal readonly record struct FileRange(int Start, int End)
{
    public int Length => End - Start;
}
