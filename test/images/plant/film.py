"""A film with sound, a sensor's track, user data and times (ISO/IEC 14496-12, 8)."""
import struct

from iso import boxes, find, full_box
from texts import box, raw


def film_of(sample):
    """The sample with its data first, so that what is added to its boxes moves nothing; and with two further tracks."""
    kind, meta, movie, data = (find(sample, name) for name in ("ftyp", "meta", "moov", "mdat"))
    start = 8 + len(kind) + 8
    moved = start - (sample.index(b"mdat") + 4)
    sound, sensor = start + len(data), start + len(data) + len(raw("sound"))
    return b"".join((
        box("ftyp", kind), box("mdat", data, raw("sound"), raw("sensor")), edit("meta", meta, moved),
        box("moov", *(edit(*each, moved) for each in boxes(movie)), track("soun", "mp4a", sound, raw("sound")),
            track("meta", "mebx", sensor, raw("sensor")), box("udta", box("name", raw("film"))))))


def edit(kind, content, moved):
    """A box whose offsets, times and names are others."""
    if kind in ("trak", "mdia", "minf", "stbl"):
        more = box("udta", box("name", raw("track"))) if kind == "trak" else b""
        return box(kind, *(edit(*each, moved) for each in boxes(content)), more)
    if kind == "meta":
        return box(kind, content[:4], *(edit(*each, moved) for each in boxes(content[4:])))
    if kind in ("mvhd", "tkhd", "mdhd"):  # in version 1, 16 bytes
        return box(kind, content[:4], raw("time").ljust(16), content[20:])
    if kind == "stco":
        return box(kind, content[:8], *(struct.pack(">L", offset + moved) for (offset,) in struct.iter_unpack(">L", content[8:])))
    if kind == "iloc":  # version 0, one piece for each item
        return box(kind, content[:8], *(struct.pack(">3H2L", item, source, count, offset + moved, length)
                                        for item, source, count, offset, length in struct.iter_unpack(">3H2L", content[8:])))
    if kind == "hdlr":
        return box(kind, content[:24], raw("handler"), b"\0")
    return box(kind, content)


def track(handler, codec, place, data):
    """Of one sample, at a place in the file."""
    times = raw("time")[:8]
    return box(
        "trak",
        full_box("tkhd", 0, times, struct.pack(">L", 9), bytes(68)),
        box("mdia",
            full_box("mdhd", 0, times, struct.pack(">LL", 1000, 1000), bytes(4)),
            full_box("hdlr", 0, bytes(4), handler.encode(), bytes(12), raw("handler"), b"\0"),
            box("minf",
                full_box("smhd" if handler == "soun" else "nmhd", 0, bytes(4)),
                box("dinf", full_box("dref", 0, struct.pack(">L", 1), box("url ", bytes((0, 0, 0, 1))))),
                box("stbl",
                    full_box("stsd", 0, struct.pack(">L", 1), box(codec, bytes(6), struct.pack(">H", 1), bytes(20))),
                    full_box("stts", 0, struct.pack(">3L", 1, 1, 1000)),
                    full_box("stsc", 0, struct.pack(">4L", 1, 1, 1, 1)),
                    full_box("stsz", 0, struct.pack(">2L", len(data), 1)),
                    full_box("stco", 0, struct.pack(">2L", 1, place))))))
