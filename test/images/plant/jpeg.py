"""JPEG: the notes of each maker, and every other place between, in and behind the segments."""
import struct

from exif import exif
from icc import profile
from makers import MAKERS
from texts import film, manifest, photoshop, planted, raw, xmp
from tiff import ASCII, LONG, UNDEFINED, block


def segment(marker, data):
    return struct.pack(">BBH", 0xFF, marker, 2 + len(data)) + data


def exif_segment(tiff):
    return segment(0xE1, b"Exif\0\0" + tiff)


def xmp_segment(packet):
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet)


class Picture:
    """A sample, without JFIF, as cameras write it."""

    def __init__(self, jpeg):
        self.jpeg = jpeg[:2] + jpeg[4 + struct.unpack(">H", jpeg[4:6])[0]:]
        self.frame = next(at for at in range(len(self.jpeg)) if self.jpeg[at:at + 2] in (b"\xff\xc0", b"\xff\xc2"))
        self.behind_frame = self.frame + 2 + struct.unpack(">H", self.jpeg[self.frame + 2:self.frame + 4])[0]

    def front(self, *segments):
        """The file with segments at its start."""
        return self.insert(2, *segments)

    def insert(self, at, *segments):
        return self.jpeg[:at] + b"".join(segments) + self.jpeg[at:]


def files(samples, thumbnail):
    picture = Picture(samples["jpeg-baseline.jpg"])
    scans = Picture(samples["jpeg-three-scans.jpg"])
    # A real picture, which decoders would show, with a comment of its own.
    thumbnail = thumbnail[:2] + segment(0xFE, raw("thumbnail")) + thumbnail[2:]

    for number, maker in enumerate(MAKERS):
        orientation = 1 + number % 8
        tiff = exif(maker.make, maker.model, maker.order, orientation, maker.note, thumbnail, maker.more)
        more = {
            "flir": [segment(0xE1, b"FLIR\0\1\0\0" + raw("thermal data"))],
            "gopro": [segment(0xE6, b"GoPro\0" + metadata_format())],
            "apple": [segment(0xE2, mpf())],
        }.get(maker.name, [])
        yield f"jpeg-{maker.name}-orientation-{orientation}.jpg", picture.front(exif_segment(tiff), *more)

    yield from odd_exif(picture, scans, thumbnail)
    yield from segments(picture, thumbnail)
    yield from trailers(picture)


def odd_exif(picture, scans, thumbnail):
    tiff = exif(thumbnail=thumbnail, order="MM", orientation=6)
    jfif = segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\0\0")
    yield "jpeg-exif-behind-jfif-orientation-6.jpg", picture.front(jfif, exif_segment(tiff))
    yield "jpeg-exif-behind-frame-orientation-6.jpg", picture.insert(picture.behind_frame, exif_segment(tiff))
    yield "jpeg-exif-behind-scan.jpg", picture.insert(len(picture.jpeg) - 2, exif_segment(tiff))
    yield "jpeg-exif-twice-orientation-8.jpg", picture.front(exif_segment(exif(orientation=8)), exif_segment(tiff))
    yield "jpeg-exif-without-tiff.jpg", picture.front(segment(0xE1, b"Exif\0\0" + raw("no block")))
    yield "jpeg-exif-padding-orientation-5.jpg", picture.front(exif_segment(
        exif(orientation=5, more=((0xEA1C, UNDEFINED, bytes(300)),)) + bytes(200) + raw("padding") + bytes(200)))
    yield "jpeg-exif-directory-chain-orientation-3.jpg", picture.front(exif_segment(exif(orientation=3, further=(
        [(0x0131, ASCII, planted("third directory"))], [(0x0131, ASCII, planted("fourth directory"))]))))
    yield "jpeg-exif-fill-bytes-orientation-2.jpg", picture.front(b"\xff\xff\xff", exif_segment(exif(orientation=2)))
    yield "jpeg-comments-between-scans.jpg", b"".join(
        (segment(0xFE, raw("comment")) if scans.jpeg[at:at + 2] in (b"\xff\xda", b"\xff\xd9") else b"") + scans.jpeg[at:at + 1]
        for at in range(len(scans.jpeg)))


def segments(picture, thumbnail):
    yield "jpeg-comments.jpg", picture.front(segment(0xFE, raw("comment")), segment(0xFE, planted("comment").encode("utf-16-le")))
    yield "jpeg-photoshop-thumbnail.jpg", picture.front(segment(0xED, photoshop(thumbnail)), segment(0xED, photoshop(thumbnail)))
    yield "jpeg-xmp-extended.jpg", picture.front(*extended_xmp())
    yield "jpeg-c2pa.jpg", picture.front(segment(0xEB, b"JP\0\1\0\0\0\1" + manifest()))
    yield "jpeg-ducky.jpg", picture.front(segment(0xEC, b"Ducky\0\1\0\4\0\0\0\x3c\0\2" + struct.pack(
        ">HL", 4 + 2 * len(raw("comment")), len(raw("comment"))) + planted("comment").encode("utf-16-be") + b"\0\0"))
    yield "jpeg-private-segments.jpg", picture.front(
        *(segment(0xE0 + number, b"Private\0" + raw(f"APP{number}")) for number in range(16)))
    yield "jpeg-private-segments-behind-frame.jpg", picture.insert(
        picture.behind_frame, *(segment(0xE0 + number, raw(f"APP{number}")) for number in range(16)))
    yield "jpeg-jfif-thumbnail.jpg", picture.front(
        segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\5\1" + raw("pixel").ljust(15)),
        segment(0xE0, b"JFXX\0\x10" + thumbnail), segment(0xE0, b"JFXX\0\x13\5\1" + raw("pixel").ljust(15)))
    yield "jpeg-adobe-longer.jpg", picture.front(segment(0xEE, b"Adobe\0d\0\0\0\0\1" + raw("behind the transform")))
    yield "jpeg-bytes-between-segments.jpg", picture.insert(picture.frame, raw("no segment"))
    yield "jpeg-profile.jpg", picture.front(
        segment(0xE1, b"Exif\0\0" + exif()), *(segment(0xE2, b"ICC_PROFILE\0" + bytes([part, 2]) + half) for part, half in halves()),
        segment(0xFE, raw("comment")))


def trailers(picture):
    other = picture.front(exif_segment(exif(orientation=6)))
    first = picture.front(exif_segment(exif()))
    yield "jpeg-trailer-samsung.jpg", first + samsung()
    motion = 'xmlns:GCamera="http://ns.google.com/photos/1.0/camera/"'
    yield "jpeg-trailer-film.jpg", picture.front(xmp_segment(xmp(
        "motion photo", f'GCamera:MicroVideo="1" GCamera:MicroVideoOffset="{len(film())}"', motion))) + film()
    yield "jpeg-trailer-picture.jpg", picture.jpeg + other
    yield "jpeg-trailer-multi-picture.jpg", picture.front(segment(0xE2, mpf(len(other)))) + other
    yield "jpeg-trailer-padding.jpg", first + bytes(1000)
    yield "jpeg-trailer-text.jpg", picture.jpeg + raw("HTC's depth data") + bytes(range(256)) + raw("more of it")


def mpf(length=0):
    """The index of further pictures behind this one (CIPA DC-007), and their ids."""
    entries = struct.pack("<4L4L", 0x20030000, 800, 0, 0, 0, length, 800, 0)
    ids = b"".join(raw(f"picture {number}").ljust(33, b"\0") for number in (1, 2))
    return b"MPF\0" + block("II", [
        (0xB000, UNDEFINED, b"0100"), (0xB001, LONG, 2), (0xB002, UNDEFINED, entries), (0xB003, UNDEFINED, ids)])


def samsung():
    """Named blocks, a directory of them that counts backwards, and its length."""
    blocks, entries = b"", []
    for kind, name, value in (
        (0x0A01, b"Image_UTC_Data", raw("time")), (0x0AA1, b"MCC_Data", raw("country")), (0x0A30, b"MotionPhoto_Data", film()),
    ):
        piece = struct.pack("<HHL", 0, kind, len(name)) + name + value
        entries.append((kind, len(blocks), len(piece)))
        blocks += piece
    head = b"SEFH" + struct.pack("<LL", 106, len(entries)) + b"".join(
        struct.pack("<HHLL", 0, kind, len(blocks) - start, length) for kind, start, length in entries)
    return blocks + head + struct.pack("<L", len(head)) + b"SEFT"


def metadata_format():
    """GoPro's keys, lengths and values: a device, its name and its serial number."""
    def value(key, data):
        return key + b"c\1" + struct.pack(">H", len(data)) + data + bytes(-len(data) % 4)
    inside = value(b"DVNM", raw("device")) + value(b"CASN", raw("serial number"))
    return b"DEVC\0\1" + struct.pack(">H", len(inside)) + inside


def extended_xmp():
    """A packet, and a second one in two segments with its digest, its length and their places in it (XMP, part 3, 1.1.3.1)."""
    digest = b"0123456789ABCDEF0123456789ABCDEF"
    note = 'xmlns:xmpNote="http://ns.adobe.com/xmp/note/"'
    yield xmp_segment(xmp("packet", f'xmpNote:HasExtendedXMP="{digest.decode()}"', note))
    packet = xmp("extended packet")
    for start in (0, 300):
        part = packet[start:start + 300] if start == 0 else packet[start:]
        yield segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + digest + struct.pack(">LL", len(packet), start) + part)


def halves():
    icc = profile()
    return (1, icc[:200]), (2, icc[200:])
