"""Exif as cameras write it (CIPA DC-008), with the marker wherever there is room for it."""
from texts import planted, raw
from tiff import ASCII, BYTE, LONG, POINTER, RATIONAL, SHORT, UNDEFINED, block, directory


def exif(make="Maker", model="Model", order="II", orientation=1, note=None, thumbnail=None, more=(), further=()):
    """A TIFF block.

    note: the maker note: a function of byte order and place
    thumbnail: a JPEG, for the second directory
    more: further entries of the first directory
    further: directories behind the second
    """
    photo = [
        (0x829A, RATIONAL, ((1, 60),)),
        (0x9003, ASCII, "2026:05:04 03:02:01"),
        (0x9286, UNDEFINED, b"ASCII\0\0\0" + raw("user comment")),
        (0xA420, ASCII, planted("unique id")),
        (0xA430, ASCII, planted("owner")),
        (0xA431, ASCII, planted("serial number")),
        (0xA435, ASCII, planted("lens serial number")),
        (0xA005, POINTER, lambda order, at: directory(order, at, [(1, ASCII, "R98"), (0x1000, ASCII, planted("related file"))])),
    ]
    if note:
        photo.append((0x927C, UNDEFINED, note))
    first = [
        (0x010E, ASCII, planted("description")),
        (0x010F, ASCII, make),
        (0x0110, ASCII, model),
        (0x0112, SHORT, orientation),
        (0x0131, ASCII, planted("software")),
        (0x013B, ASCII, planted("artist")),
        (0x9C9D, BYTE, planted("author").encode("utf-16-le") + b"\0\0"),
        (0x8769, POINTER, lambda order, at: directory(order, at, photo)),
        (0x8825, POINTER, lambda order, at: directory(order, at, position())),
        *more,
    ]
    second = [
        (0x0103, SHORT, 6),
        (0x0201, POINTER, thumbnail),
        (0x0202, LONG, len(thumbnail)),
    ] if thumbnail else [(0x0131, ASCII, planted("second directory"))]
    return block(order, first, second, *further)


def position():
    return [
        (0, BYTE, b"\2\3\0\0"),
        (1, ASCII, "N"),
        (2, RATIONAL, ((52, 1), (31, 1), (12, 1))),
        (3, ASCII, "E"),
        (4, RATIONAL, ((13, 1), (24, 1), (36, 1))),
        (0x1B, UNDEFINED, b"ASCII\0\0\0" + raw("positioning method")),
        (0x1C, UNDEFINED, b"UNICODE\0" + planted("area").encode("utf-16-be")),
        (0x1D, ASCII, "2026:05:04"),
    ]
