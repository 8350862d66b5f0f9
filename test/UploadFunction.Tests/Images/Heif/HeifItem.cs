namespace UploadFunction.Tests.Images.Heif;

/// <summary>An item of a <see cref="HeifItemFile"/>.</summary>
internal sealed record HeifItem(string Type, byte[] Data)
{
    public string Name { get; init; } = "";

    /// <summary>What follows the name in its infe box, if it is of type mime or uri.</summary>
    public string[] Texts { get; init; } = [];

    /// <summary>Further bytes of its infe box.</summary>
    public byte[] InfoRest { get; init; } = [];

    /// <summary>Of the pieces that its data lies in; by default one.</summary>
    public int[]? Lengths { get; init; }

    /// <summary>What the iloc box says, where it is not to be right: from where the data of the first item lies, and how long.</summary>
    public (int Start, int Length)? Place { get; init; }

    /// <summary>0 in the file, 1 in the idat box, 2 in another item.</summary>
    public int Method { get; init; }

    /// <summary>1 in the file that the first entry of the dref box names.</summary>
    public int OtherFile { get; init; }

    public static HeifItem Exif(byte[] data) => new("Exif", data);

    public static HeifItem Xmp(byte[] data) => new("mime", data) { Texts = ["application/rdf+xml"] };
}
