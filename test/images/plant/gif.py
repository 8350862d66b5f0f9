"""GIF: comments, application extensions and texts before, between and behind the pictures."""
from texts import manifest, planted, raw, xmp


def extension(label, *blocks):
    return bytes((0x21, label)) + b"".join(bytes((len(block),)) + block for block in blocks) + b"\0"


def comment(place):
    return extension(0xFE, raw(place))


def application(name, data):
    return extension(0xFF, name, *(data[at:at + 255] for at in range(0, len(data), 255)))


def xmp_application(packet):
    """The packet is not split into blocks. Behind it, 258 bytes lead a reader of blocks from wherever it is to the end."""
    return b"\x21\xff\x0bXMP DataXMP" + packet + b"\1" + bytes(range(255, -1, -1)) + b"\0"


def pictures(gif):
    """Where each picture starts, with its control extension."""
    at, start = 13 + (3 << ((gif[10] & 7) + 1) if gif[10] & 0x80 else 0), None
    while gif[at] != 0x3B:
        is_picture = gif[at] == 0x2C
        if is_picture or gif[at:at + 2] == b"\x21\xf9":
            start = start or at
        if is_picture:
            yield start
            start = None
            at += 10 + (3 << ((gif[at + 9] & 7) + 1) if gif[at + 9] & 0x80 else 0) + 1
        else:
            at += 2
        while gif[at]:
            at += 1 + gif[at]
        at += 1


def files(samples, thumbnail):
    still, animated = samples["gif-still.gif"], samples["gif-animated.gif"]
    first, second, *_ = pictures(animated)
    (start,) = pictures(still)
    end = len(animated) - 1

    def before(*blocks):
        return still[:start] + b"".join(blocks) + still[start:]

    yield "gif-animated-comments.gif", (
        animated[:first] + comment("before") + animated[first:second] + comment("between") + animated[second:end] + comment("behind")
        + animated[end:])
    yield "gif-animated-xmp-between-frames.gif", animated[:second] + xmp_application(xmp("packet")) + animated[second:]
    yield "gif-comment-in-utf-16.gif", before(extension(0xFE, planted("comment").encode("utf-16-le")))
    yield "gif-xmp.gif", before(xmp_application(xmp("packet")))
    yield "gif-c2pa.gif", before(application(b"C2PA_GIF\1\0\0", manifest()))
    yield "gif-applications.gif", before(application(b"PRIVATE 1.0", raw("private")), application(b"MGKIPTC0000", raw("by-line")))
    yield "gif-loop-with-more.gif", before(extension(0xFF, b"NETSCAPE2.0", b"\1\0\0", raw("more")))
    yield "gif-plain-text.gif", before(extension(0x01, bytes((0, 0, 0, 0, 40, 0, 8, 0, 8, 8, 1, 0)), raw("text")))
    yield "gif-unknown-extension.gif", before(extension(0x99, raw("unknown")))
    yield "gif-trailer.gif", still + raw("trailer")
    yield "gif-without-trailer.gif", still[:-1] + b"\x7f" + raw("trailer")
