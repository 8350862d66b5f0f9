namespace UploadFunction.Uploads;

/// <summary>Where the objects of an upload are in the store.</summary>
internal static class ImageKeys
{
    /// <summary>Prefix of all uploads that wait for their check.</summary>
    public const string AllIncoming = "incoming/";

    /// <summary>Where the public reads an image.</summary>
    public static string Published(string id) => $"images/{id}";

    /// <summary>Where a direct upload waits for its check; only this program reads there.</summary>
    public static string Incoming(string id) => $"{AllIncoming}{id}";
}
