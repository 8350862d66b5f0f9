"""WebP: Exif with and without its prefix, XMP, chunks of others, and bytes outside of the RIFF."""
import struct

from exif import exif
from icc import profile
from texts import manifest, raw, xmp

PROFILE, EXIF, XMP, ANIMATION = 0x20, 0x08, 0x04, 0x02


def chunk(kind, data):
    return kind + struct.pack("<L", len(data)) + data + bytes(len(data) % 2)


def riff(*chunks):
    inside = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<L", len(inside)) + inside


def header(flags):
    return chunk(b"VP8X", struct.pack("<L", flags) + (39).to_bytes(3, "little") + (29).to_bytes(3, "little"))


def chunks(data):
    while data:
        length = struct.unpack("<L", data[4:8])[0]
        yield data[:4], data[8:8 + length]
        data = data[8 + length + length % 2:]


def files(samples, thumbnail):
    picture = samples["webp-lossy.webp"][12:]
    tiff = exif("samsung", "SM-S918B", "II", 6, thumbnail=thumbnail)
    yield "webp-exif-with-prefix.webp", riff(header(EXIF), picture, chunk(b"EXIF", b"Exif\0\0" + tiff))
    yield "webp-exif-without-prefix.webp", riff(header(EXIF), picture, chunk(b"EXIF", tiff))
    yield "webp-exif-before-picture.webp", riff(header(EXIF), chunk(b"EXIF", tiff), picture)
    yield "webp-exif-without-flag.webp", riff(header(0), picture, chunk(b"EXIF", tiff))
    yield "webp-exif-behind-simple-picture.webp", riff(picture, chunk(b"EXIF", tiff))
    yield "webp-xmp.webp", riff(header(XMP), picture, chunk(b"XMP ", xmp("packet")))
    yield "webp-xmp-with-nul.webp", riff(header(XMP), picture, chunk(b"XMP\0", xmp("packet")))
    info = b"INFO" + chunk(b"IART", raw("artist") + b"\0") + chunk(b"ICMT", raw("comment") + b"\0")
    yield "webp-riff-info.webp", riff(header(0), picture, chunk(b"LIST", info))
    yield "webp-unknown-chunks.webp", riff(header(0), chunk(b"PSAI", raw("settings")), picture, chunk(b"anna", raw("private")))
    yield "webp-c2pa.webp", riff(header(0), picture, chunk(b"C2PA", manifest()))
    yield "webp-profile.webp", riff(header(PROFILE | EXIF), chunk(b"ICCP", profile()), picture, chunk(b"EXIF", tiff))
    yield "webp-trailer.webp", riff(picture) + raw("trailer") + riff(header(EXIF), picture, chunk(b"EXIF", tiff))
    yield "webp-animated-metadata-in-frames.webp", riff(
        header(ANIMATION | EXIF | XMP), *animation(samples["webp-animated.webp"]), chunk(b"EXIF", tiff), chunk(b"XMP ", xmp("packet")))


def animation(webp):
    for kind, data in chunks(webp[12:]):
        if kind == b"ANIM":
            yield chunk(kind, data)
        if kind == b"ANMF":
            yield chunk(kind, data + chunk(b"EXIF", exif()) + chunk(b"priv", raw("frame")))
