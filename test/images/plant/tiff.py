"""Writes TIFF blocks, which Exif and most maker notes are (TIFF 6.0). exiftool edits them, but makes neither maker notes nor odd ones."""
import struct

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 1, 2, 3, 4, 5, 7

# An entry that gives the place of its value, which is bytes or written by a function of byte order and place.
POINTER = -1


def block(order, *directories):
    """A header, and directories of which each names the next."""
    return header(order) + directory(order, 8, *directories)


def header(order):
    return order.encode() + struct.pack(mark(order) + "HL", 42, 8)


def directory(order, at, entries, *following):
    """A directory at an even offset, behind it the values that its entries have no room for, and then the following directories.

    An entry is a tag, a type and a value. Offsets count from wherever `at` does.
    """
    behind, table = b"", b""
    values_at = at + 2 + 12 * len(entries) + 4
    for tag, kind, value in sorted(entries, key=lambda entry: entry[0]):
        place = values_at + len(behind)
        value = value(order, place) if callable(value) else value
        if kind == POINTER:
            kind, count, field = LONG, 1, struct.pack(mark(order) + "L", place)
            behind += value
        else:
            count, data = encode(order, kind, value)
            field = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack(mark(order) + "L", place)
            behind += data if len(data) > 4 else b""
        behind += bytes(len(behind) % 2)
        table += struct.pack(mark(order) + "HHL", tag, kind, count) + field
    next_at = values_at + len(behind)
    rest = directory(order, next_at, *following) if following else b""
    return (struct.pack(mark(order) + "H", len(entries)) + table + struct.pack(mark(order) + "L", next_at if following else 0)
            + behind + rest)


def encode(order, kind, value):
    """How many values, and their bytes."""
    if kind == ASCII:
        return len(value) + 1, value.encode() + b"\0"
    if kind in (BYTE, UNDEFINED):
        return len(value), value
    values = value if isinstance(value, tuple) else (value,)
    if kind == RATIONAL:
        return len(values), b"".join(struct.pack(mark(order) + "LL", *each) for each in values)
    return len(values), struct.pack(mark(order) + str(len(values)) + ("H" if kind == SHORT else "L"), *values)


def mark(order):
    return "<" if order == "II" else ">"
