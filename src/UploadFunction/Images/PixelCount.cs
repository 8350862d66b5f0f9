namespace UploadFunction.Images;

/// <summary>Sums of areas that stop at <see cref="long.MaxValue"/> instead of wrapping round to a small number.</summary>
internal static class PixelCount
{
    public static long Area(int width, int height) => (long)width * height;

    public static long Add(long sum, long area) => area > long.MaxValue - sum ? long.MaxValue : sum + area;

    public static long Multiply(long area, long frames)
    {
        var product = (UInt128)(ulong)area * (ulong)frames;
        return product > long.MaxValue ? long.MaxValue : (long)product;
    }
}
