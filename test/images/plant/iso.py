"""Boxes of the ISO base media format (ISO/IEC 14496-12)."""
import struct

from texts import box


def full_box(kind, version, *content):
    return box(kind, bytes((version, 0, 0, 0)), *content)


def text(value):
    return value.encode() + b"\0"


def boxes(data):
    """Types and contents."""
    while data:
        length, kind = struct.unpack(">L4s", data[:8])
        yield kind.decode(), data[8:length]
        data = data[length:]


def find(data, kind):
    """The content of the first box of a type, empty if there is none."""
    return next((content for name, content in boxes(data) if name == kind), b"")
