using System.Buffers;
using UploadFunction.Images;

namespace ImageBenchmarks;

/// <summary>Walks the files of a folder: what is taken, changed and rejected, and why. For trying photographs of one's own.</summary>
internal static class Corpus
{
    /// <summary>Prints a line for each file, and writes what is stored of it to another folder, under the same name.</summary>
    public static void Run(string folder, string stored)
    {
        Directory.CreateDirectory(stored);
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var file = File.ReadAllBytes(path);
            var parts = new ImageParts(keepsMetadata: false);
            if (ImageInspector.Inspect(file, parts, out var format, out var info) is { } rejection)
            {
                Console.WriteLine($"{Path.GetFileName(path)}\trejected\t{rejection.Reason}\t");
                continue;
            }
            File.WriteAllBytes(Path.Combine(stored, Path.GetFileName(path)), parts.Of(file).ToArray());
            Console.WriteLine($"{Path.GetFileName(path)}\t{format}\t{info.Width}x{info.Height}, {info.Frames} frames\t{parts.Changes}");
        }
    }
}
