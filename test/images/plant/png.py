"""PNG: texts of each kind, Exif and private chunks, before and behind the picture data."""
import struct
import zlib

from exif import exif
from icc import profile
from texts import iptc, manifest, planted, raw, xmp


def chunk(kind, data):
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def text(kind, keyword, value):
    """tEXt is Latin-1, zTXt the same compressed, iTXt UTF-8 with a language and a translated keyword."""
    head = keyword.encode() + b"\0"
    return chunk(kind, {
        b"tEXt": head + value,
        b"zTXt": head + b"\0" + zlib.compress(value),
        b"iTXt": head + b"\0\0de\0" + raw("keyword") + b"\0" + value,
    }[kind])


def compressed_itxt(keyword, value):
    return chunk(b"iTXt", keyword.encode() + b"\0\1\0\0\0" + zlib.compress(value))


def raw_profile(kind, name, data):
    """ImageMagick's way: the name, the length and the bytes in hexadecimal."""
    return text(kind, f"Raw profile type {name}", f"\n{name}\n{len(data):8}\n{data.hex()}\n".encode())


def files(samples, thumbnail):
    still, animated = samples["png-rgb.png"], samples["png-animated.png"]
    places = {"before-idat": still.index(b"IDAT") - 4, "behind-idat": still.index(b"IEND") - 4}
    texts = {
        "text": [text(b"tEXt", "Author", raw("author")), text(b"tEXt", "Comment", planted("comment").encode("utf-16-be"))],
        "compressed-text": [text(b"zTXt", "Description", raw("description")), compressed_itxt("Title", raw("title"))],
        "international-text": [text(b"iTXt", "Location", raw("location"))],
        "xmp": [text(b"iTXt", "XML:com.adobe.xmp", xmp("packet")), text(b"zTXt", "XML:com.adobe.xmp", xmp("compressed packet"))],
        "raw-profiles": [raw_profile(b"tEXt", "iptc", iptc()), raw_profile(b"zTXt", "exif", b"Exif\0\0" + exif(thumbnail=thumbnail))],
        "private-chunks": [chunk(b"prVt", raw("private")), chunk(b"mkBF", raw("layers")), chunk(b"tIME", bytes((7, 234, 5, 4, 3, 2, 1)))],
        "c2pa": [chunk(b"caBX", manifest())],
    }
    for place, at in places.items():
        for name, chunks in texts.items():
            yield f"png-{name}-{place}.png", still[:at] + b"".join(chunks) + still[at:]

    def before(*chunks):
        return still[:places["before-idat"]] + b"".join(chunks) + still[places["before-idat"]:]

    for orientation, order in ((1, "MM"), (3, "II"), (6, "MM"), (8, "II")):
        tiff = exif("Google", "Pixel 6", order, orientation, thumbnail=thumbnail)
        yield f"png-exif-orientation-{orientation}.png", before(chunk(b"eXIf", tiff))
    tiff = exif("Apple", "iPhone 15 Pro", "MM", 6, thumbnail=thumbnail)
    at = places["behind-idat"]
    yield "png-exif-behind-idat.png", still[:at] + chunk(b"eXIf", tiff) + still[at:]
    yield "png-exif-twice-orientation-5.png", before(chunk(b"eXIf", exif(orientation=5)), chunk(b"eXIf", tiff))
    yield "png-idot.png", before(chunk(b"iDOT", struct.pack(">7L", 2, 0, 15, 40, 15, 15, 0)), text(b"tEXt", "Software", raw("screenshot")))
    wrong = text(b"tEXt", "Comment", raw("comment with a wrong checksum"))
    yield "png-wrong-checksum.png", before(wrong[:-1] + bytes([wrong[-1] ^ 1]))
    yield "png-profile.png", before(chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(profile())), text(b"tEXt", "Author", raw("author")))
    # Cropped in place by a program that did not shorten the file: the rest of the earlier picture, and of its metadata.
    rest = chunk(b"IDAT", raw("pixels that were cut off")) + text(b"tEXt", "Author", raw("author")) + still[at:]
    yield "png-trailer-acropalypse.png", still + rest
    yield "png-trailer-compressed.png", still + zlib.compress(raw("trailer"))
    frame = animated.index(b"fdAT") - 4
    yield "png-animated-text-between-frames.png", animated[:frame] + texts["text"][0] + texts["xmp"][0] + animated[frame:]
