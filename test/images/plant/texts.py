"""The marker, and what several formats hold it in."""
import struct

MARKER = "PLANTED"


def planted(place):
    """The marker with the name of its place, so that a survivor tells where it was."""
    return f"{MARKER} {place}"


def raw(place):
    return planted(place).encode()


def xmp(place, attributes="", namespaces=""):
    """A packet, with the padding that programs leave for later changes."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        f'xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" {namespaces} '
        f'exif:GPSLatitude="52,31.2N" exif:GPSLongitude="13,24.6E" {attributes}>'
        f"<dc:creator><rdf:Seq><rdf:li>{planted(place)}</rdf:li></rdf:Seq></dc:creator>"
        f'</rdf:Description></rdf:RDF></x:xmpmeta>{" " * 40}<?xpacket end="w"?>'
    ).encode()


def box(kind, *content):
    """Of JUMBF, MP4 and HEIF: length, type, content."""
    content = b"".join(content)
    return struct.pack(">L", 8 + len(content)) + kind.encode() + content


def manifest():
    """Like a C2PA manifest store: a JUMBF superbox with its description and an assertion (ISO/IEC 19566-5)."""
    suffix = bytes.fromhex("00110010800000AA00389B71")
    return box("jumb", box("jumd", b"c2pa", suffix, b"\3c2pa\0"), box("json", b'{"author":"%s"}' % raw("manifest")))


def film():
    """Like the video of a motion photo: enough of an MP4 for a reader that looks for one."""
    return box("ftyp", b"mp42", bytes(4), b"mp42") + box("moov", box("udta", box("name", raw("film")))) + box("mdat", raw("film data"))


def iptc():
    """By-line and city (IIM 2:80 and 2:90)."""
    return b"".join(b"\x1c\2" + bytes([field]) + struct.pack(">H", len(raw(name))) + raw(name)
                    for field, name in ((80, "by-line"), (90, "city")))


def photoshop(thumbnail):
    """Image resources: IPTC, a caption digest, a thumbnail, and the path of the file."""
    resources = b""
    for number, data in (
        (0x0404, iptc()),
        (0x0425, bytes(16)),
        (0x040C, struct.pack(">7L2H", 1, 8, 6, 24, 24 * 6, len(thumbnail), len(thumbnail), 24, 1) + thumbnail),
        (0x03F0, raw("file name")),
    ):
        resources += b"8BIM" + struct.pack(">HHL", number, 0, len(data)) + data + bytes(len(data) % 2)
    return b"Photoshop 3.0\0" + resources
