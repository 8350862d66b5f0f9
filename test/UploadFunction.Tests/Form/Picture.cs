using System.Text.Json;
using Microsoft.Playwright;
using UploadFunction.Tests.Images;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form;

/// <summary>What a browser sees in an image: its size, and the colour in the middle of each quarter, row by row.</summary>
internal sealed record Picture(int Width, int Height, string? Type, string[] Quarters)
{
    private const string Drawing =
        """
        ({ type, width, height, colours }) => {
          const canvas = Object.assign(document.createElement('canvas'), { width, height });
          const image = new ImageData(width, height);
          for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
            const colour = colours[(x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2)];
            for (let i = 0; i < 3; i++) image.data[(y * width + x) * 4 + i] = Math.abs(colour[i] - Math.random() * 60);
            image.data[(y * width + x) * 4 + 3] = colour[3];
          }
          canvas.getContext('2d').putImageData(image, 0, 0);
          return canvas.toDataURL(type, 0.95).split(',')[1];
        }
        """;

    private const string Looking =
        """
        async base64 => {
          const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), character => character.charCodeAt(0))]));
          const { width, height } = bitmap;
          const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
          context.drawImage(bitmap, 0, 0);
          const at = ([x, y]) => [...context.getImageData(x * width / 4, y * height / 4, 1, 1).data];
          const quarters = [[1, 1], [3, 1], [1, 3], [3, 3]].map(at);
          return { width, height, quarters };
        }
        """;

    private static readonly Dictionary<string, int[]> Colours = new()
    {
        ["red"] = [255, 0, 0, 255],
        ["lime"] = [0, 255, 0, 255],
        ["blue"] = [0, 0, 255, 255],
        ["white"] = [255, 255, 255, 255],
        ["transparent"] = [0, 0, 0, 0],
    };

    /// <summary>Red and lime above blue and white (or nothing), with so much noise that no encoder makes it small.</summary>
    public static async Task<byte[]> DrawAsync(IPage page, string type, int width, int height, bool transparent = false) =>
        Convert.FromBase64String(await page.EvaluateAsync<string>(Drawing, Subject(type, width, height, transparent)));

    /// <inheritdoc cref="DrawAsync(IPage, string, int, int, bool)"/>
    public static async Task<byte[]> DrawAsync(DrivenPage page, string type, int width, int height, bool transparent = false) =>
        Convert.FromBase64String(await page.CallAsync<string>(Drawing, Subject(type, width, height, transparent)));

    /// <summary>A PNG of black and white lines.</summary>
    public static async Task<byte[]> StripesAsync(IPage page, int width, int height) =>
        Convert.FromBase64String(await page.EvaluateAsync<string>(
            """
            ({ width, height }) => {
              const canvas = Object.assign(document.createElement('canvas'), { width, height });
              const context = canvas.getContext('2d');
              context.fillStyle = 'white';
              context.fillRect(0, 0, width, height);
              context.fillStyle = 'black';
              for (let x = 0; x < width; x += 4) context.fillRect(x, 0, 2, height);
              return canvas.toDataURL('image/png').split(',')[1];
            }
            """,
            new { width, height }));

    public static async Task<Picture> LookAtAsync(IPage page, byte[] bytes, string? type) =>
        From(await page.EvaluateAsync<JsonElement>(Looking, Convert.ToBase64String(bytes)), type);

    public static async Task<Picture> LookAtAsync(DrivenPage page, byte[] bytes, string? type) =>
        From(await page.CallAsync<JsonElement>(Looking, Convert.ToBase64String(bytes)), type);

    /// <summary>As a telephone writes a photo that was taken upright: lying on its side, with the Exif orientation 6.</summary>
    public static byte[] Turned(byte[] jpeg) => jpeg.Insert(
        2, [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*\0\0\0\u0008\0\u0001"u8, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);

    private static object Subject(string type, int width, int height, bool transparent) => new
    {
        type,
        width,
        height,
        colours = new[] { Colours["red"], Colours["lime"], Colours["blue"], Colours[transparent ? "transparent" : "white"] },
    };

    private static Picture From(JsonElement seen, string? type) => new(
        seen.GetProperty("width").GetInt32(),
        seen.GetProperty("height").GetInt32(),
        type,
        [
            .. seen.GetProperty("quarters").EnumerateArray().Select(
                colour => Name([.. colour.EnumerateArray().Select(part => part.GetInt32())])),
        ]);

    /// <summary>The colour with that name, give or take noise and what encoders do to it.</summary>
    private static string Name(int[] colour) =>
        Colours.Where(named => named.Value.Zip(colour, (wanted, got) => Math.Abs(wanted - got)).Max() < 100)
            .Select(named => named.Key)
            .SingleOrDefault()
        ?? string.Join(' ', colour);
}
