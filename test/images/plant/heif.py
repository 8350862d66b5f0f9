"""AVIF and HEIC: items before, between and behind the picture's data, boxes of others, and films."""
import struct
import zlib

from exif import exif
from film import film_of
from iso import boxes, find, full_box, text
from jpeg import exif_segment, segment
from texts import box, film, manifest, planted, raw, xmp


class Heif:
    """A sample taken apart. The data of its items is in `pieces`, in the order of the file, and can have others between it."""

    def __init__(self, sample):
        self.type, meta = find(sample, "ftyp"), find(sample, "meta")[4:]
        self.primary = find(meta, "pitm")[4:]
        self.references, self.properties = find(meta, "iref")[4:], list(boxes(find(meta, "iprp")))
        self.infos = [box(kind, content) for kind, content in boxes(find(meta, "iinf")[6:])]
        self.pieces, self.inner, self.more, self.middle, self.tail = [], [], [], [], []
        self.handler_name = b"PLANTED handler\0"
        for item, in_box, data in located(find(meta, "iloc"), sample, find(meta, "idat")):
            (self.inner if in_box else self.pieces).append((item, data))

    def add(self, kind, name="", texts=(), reference="cdsc"):
        """Describes another item, and returns its number."""
        number = 100 + len(self.infos)
        self.infos.append(full_box("infe", 2, struct.pack(">HH", number, 0), kind.encode(), text(name), *map(text, texts)))
        self.references += box(reference, struct.pack(">HH", number, 1), self.primary)
        return number

    def add_data(self, place, data, kind, **more):
        number = self.add(kind, **more)
        self.pieces, self.inner = {
            "before": lambda: ([(number, data), *self.pieces], self.inner),
            "between": lambda: (self.around((number, data)), self.inner),
            "behind": lambda: ([*self.pieces, (number, data)], self.inner),
            "pieces": lambda: ([(number, data[:9]), *self.around((number, data[9:60])), (number, data[60:])], self.inner),
            "idat": lambda: (self.pieces, [*self.inner, (number, data)]),
        }[place]()
        return self

    def around(self, piece):
        """Between two pictures, or the halves of one."""
        (item, data), *others = self.pieces
        if others:
            return [self.pieces[0], piece, *others]
        return [(item, data[:20]), piece, (item, data[20:])]

    def add_property(self, kind, *content):
        self.properties = [(name, old + box(kind, *content) if name == "ipco" else old) for name, old in self.properties]

    def build(self):
        start = 8 + len(self.type) + len(self.meta(0)) + sum(map(len, self.middle)) + 8
        data = box("mdat", *(data for _, data in self.pieces))
        return b"".join((box("ftyp", self.type), self.meta(start), *self.middle, data, *self.tail))

    def meta(self, start):
        return full_box(
            "meta", 0,
            full_box("hdlr", 0, bytes(4), b"pict", bytes(12), self.handler_name),
            full_box("pitm", 0, self.primary),
            full_box("iinf", 0, struct.pack(">H", len(self.infos)), *self.infos),
            full_box("iref", 0, self.references) if self.references else b"",
            box("iprp", *(box(kind, content) for kind, content in self.properties)),
            box("idat", *(data for _, data in self.inner)) if self.inner else b"",
            self.locations(start),
            *self.more)

    def locations(self, start):
        extents = {}
        for method, at, pieces in ((0, start, self.pieces), (1, 0, self.inner)):
            for item, data in pieces:
                if item:
                    extents.setdefault((item, method), []).append(struct.pack(">LL", at, len(data)))
                at += len(data)
        return full_box("iloc", 1, struct.pack(">HH", 0x4400, len(extents)), *(
            struct.pack(">4H", item, method, 0, len(places)) + b"".join(places) for (item, method), places in extents.items()))


def located(locations, file, inner):
    """Items, whether they are in the idat box, and their data. Encoders write one piece for each."""
    version, base_size = locations[0], locations[5] >> 4
    at = 8
    for _ in range(struct.unpack(">H", locations[6:8])[0]):
        item, method = struct.unpack(">HH", locations[at:at + 4]) if version else (struct.unpack(">H", locations[at:at + 2])[0], 0)
        at += 6 if version else 4
        base = int.from_bytes(locations[at:at + base_size], "big")
        start, length = struct.unpack(">LL", locations[at + base_size + 2:at + base_size + 10])
        start, at = base + start, at + base_size + 10
        yield item, method == 1, (inner if method else file)[start:start + length]


def exif_item(offset=0, **more):
    """The place of the TIFF block comes first."""
    before = {0: b"", 6: b"Exif\0\0", 13: raw("prefix")[:13]}[offset]
    return struct.pack(">L", offset) + before + exif("Apple", "iPhone 15 Pro", "MM", 6, **more)


def files(samples, thumbnail):
    for brand, name in (("avif", "avif-still.avif"), ("heic", "heic-two-images.heic")):
        yield from items(brand, samples[name], thumbnail)
        yield from other_boxes(brand, samples[f"{brand}-still.{brand}"])
    heic = Heif(samples["heic-still.heic"])
    small = thumbnail[:2] + exif_segment(exif()) + segment(0xFE, raw("thumbnail's comment")) + thumbnail[2:]
    yield "heic-jpeg-thumbnail.heic", heic.add_data("behind", small, "jpeg", reference="thmb").build()
    yield "avif-animated-sound-and-sensors.avif", film_of(samples["avif-animated.avif"])


def items(brand, sample, thumbnail):
    xmp_texts = ["application/rdf+xml"]
    for place in ("before", "between", "behind"):
        yield f"{brand}-exif-{place}-data.{brand}", Heif(sample).add_data(place, exif_item(thumbnail=thumbnail), "Exif").build()
    yield f"{brand}-exif-in-idat.{brand}", Heif(sample).add_data("idat", exif_item(), "Exif").build()
    yield f"{brand}-exif-in-pieces.{brand}", Heif(sample).add_data("pieces", exif_item(), "Exif").build()
    yield f"{brand}-exif-with-prefix.{brand}", Heif(sample).add_data("before", exif_item(6), "Exif").build()
    yield f"{brand}-exif-at-odd-offset.{brand}", Heif(sample).add_data("behind", exif_item(13), "Exif").build()
    yield f"{brand}-xmp.{brand}", Heif(sample).add_data("behind", xmp("packet"), "mime", texts=xmp_texts).build()
    yield f"{brand}-xmp-compressed.{brand}", Heif(sample).add_data(
        "before", zlib.compress(xmp("packet")), "mime", texts=[*xmp_texts, "deflate"]).build()
    others = Heif(sample).add_data("between", raw("mime"), "mime", name=planted("name"), texts=["text/plain; by=PLANTED"])
    others.add_data("idat", raw("uri"), "uri ", name=planted("name"), texts=["urn:com:apple:photo:2020:aux:PLANTED"])
    yield f"{brand}-other-items.{brand}", others.add_data("behind", raw("private"), "priv", name="MotionPhoto_Data").build()


def other_boxes(brand, sample):
    def with_boxes(**boxes_by_place):
        heif = Heif(sample)
        for place, content in boxes_by_place.items():
            setattr(heif, place, content)
        return heif.build()

    kind = bytes.fromhex("D8FEC3D61B0E483C92975828877EC481")  # of C2PA's uuid box
    user_data = box("udta", box("name", raw("name")))
    yield f"{brand}-c2pa.{brand}", with_boxes(middle=[box("uuid", kind, bytes(4), b"manifest\0", bytes(8), manifest())])
    yield f"{brand}-user-data.{brand}", with_boxes(more=[user_data, box("uuid", bytes(range(16)), raw("private"))], middle=[user_data])
    yield f"{brand}-free-space.{brand}", with_boxes(
        more=[box("free", raw("free"))], middle=[box("skip", raw("skip")), box("free", raw("free"))])
    yield f"{brand}-trailer-samsung.{brand}", with_boxes(tail=[box("mpvd", film()), box("sefd", raw("country"))])
    yield f"{brand}-trailer-film.{brand}", with_boxes(tail=[film()])
    described = Heif(sample)
    described.add_property("udes", bytes(4), text("de"), text(planted("title")), text(planted("description")), text(planted("tags")))
    described.add_property("altt", bytes(4), text(planted("alternative")), text("de"))
    described.add_property("uuid", bytes(range(16)), raw("private"))
    described.pieces = [(None, raw("in no item")), *described.pieces, (None, raw("in no item"))]
    yield f"{brand}-descriptions-and-unused-data.{brand}", described.build()
