"""Maker notes as the makers write them: their signatures, where their offsets count from, and entries that identify a camera or a person.

Signatures and tags are those that ExifTool knows (MakerNotes.pm), which finds the marker in these notes by their names.
"""
import struct
from dataclasses import dataclass
from typing import Callable, Optional

from texts import planted, raw
from tiff import ASCII, LONG, POINTER, SHORT, UNDEFINED, block, directory


@dataclass
class Maker:
    name: str
    make: str
    model: str
    order: str
    note: Optional[Callable] = None
    more: tuple = ()


def bare(*entries):
    """A directory whose offsets count from the start of the Exif block."""
    return lambda order, at: directory(order, at, entries)


def behind(signature, *entries):
    """The same behind a signature."""
    return lambda order, at: signature + directory(order, at + len(signature), entries)


def own(signature, *entries, order=None):
    """A directory whose offsets count from the start of the note."""
    return lambda outer, at: signature + directory(order or outer, len(signature), entries)


def tiff(signature, order, *entries):
    """A TIFF block of its own."""
    return lambda outer, at: signature + block(order, entries)


def data(*parts):
    """No directory at all."""
    return lambda order, at: b"".join(parts)


def olympus(order, at):
    """Another directory inside the note, with the serial numbers of the body and the lens."""
    return directory(order, at, [(0x0101, ASCII, planted("body")), (0x0202, ASCII, planted("lens"))])


def phase_one(order, at):
    """Entries of 16 bytes, behind a header that says where they are."""
    serial = raw("serial number") + b"\0"
    entries = struct.pack("<2L4L", 1, 0, 0x0102, 1, len(serial), 12)
    return b"IIIITwaR" + struct.pack("<L", 12 + len(serial)) + serial + entries


def kyocera(order, at):
    """Offsets count from each entry; this one has one entry only."""
    lens = raw("lens") + b"\0"
    return b"KYOCERA".ljust(22, b"\0") + struct.pack("<HHHLLL", 1, 1, ASCII, len(lens), 16, 0) + lens


MARK = planted("maker note")
SERIAL = planted("serial in the note")
VERSION = (0, UNDEFINED, b"0130")

MAKERS = [
    Maker("apple", "Apple", "iPhone 15 Pro", "MM", own(
        b"Apple iOS\0\0\1MM", (0x0001, LONG, 15), (0x0011, ASCII, planted("content id")), (0x002B, ASCII, planted("photo id")))),
    Maker("canon", "Canon", "Canon EOS 5D Mark III", "II", bare(
        (0x0006, ASCII, "Canon EOS 5D"), (0x0009, ASCII, planted("owner in the note")), (0x0096, ASCII, SERIAL))),
    Maker("casio-1", "CASIO", "QV-3000EX", "MM", bare((0x0001, SHORT, 1), (0x0019, ASCII, MARK))),
    Maker("casio-2", "CASIO COMPUTER CO.,LTD.", "EX-Z750", "MM", behind(
        b"QVC\0\0\0", (0x2001, ASCII, planted("firmware date")), (0x2076, ASCII, MARK))),
    Maker("dji", "DJI", "FC3170", "II", data(b"[ae_dbg_info:", raw("flight"), b"][sn:", raw("drone"), b"]")),
    Maker("epson", "SEIKO EPSON CORP.", "PhotoPC 3100Z", "II", behind(b"EPSON\0\1\0", (0x0207, ASCII, MARK), (0x0404, ASCII, SERIAL))),
    Maker("flir", "FLIR Systems AB", "FLIR T640", "MM", bare((0x0001, SHORT, 2), (0x0003, ASCII, MARK))),
    Maker("fujifilm", "FUJIFILM", "X-T5", "II", own(
        b"FUJIFILM\x0c\0\0\0", VERSION, (0x0010, ASCII, SERIAL), order="II")),
    Maker("ge", "GENERAL IMAGING CO.", "X5", "II", own(b"GE\x0c\0\0\0\x16\0\0\0", (0x0202, SHORT, 0), (0x0207, ASCII, MARK))),
    Maker("google", "Google", "Pixel 6", "II", data(b"HDRP\2", raw("shot log"))),
    Maker("gopro", "GoPro", "HERO11 Black", "MM"),
    Maker("hasselblad", "Hasselblad", "Hasselblad H6D-100c", "II", bare((0x0011, ASCII, SERIAL), (0x0015, ASCII, MARK))),
    Maker("hp", "Hewlett-Packard", "HP PhotoSmart M627", "II", data(
        b"IIII\4\0".ljust(0x5C, b"\0"), b"SERIAL NUMBER:", raw("camera"), bytes(8))),
    Maker("htc", "HTC", "HTC One_M8", "MM", data(raw("lens and face data"), b"\0")),
    Maker("huawei", "HUAWEI", "VOG-L29", "MM", data(b"Auto\0", bytes(16), raw("scene"), bytes(8))),
    Maker("jvc", "JVC", "GR-DV2000", "MM", behind(b"JVC ", VERSION, (0x0003, ASCII, MARK))),
    Maker("kodak", "EASTMAN KODAK COMPANY", "KODAK DC4800", "MM", data(b"KDK INFO", raw(""), bytes(80), raw("firmware"))),
    Maker("konica-minolta", "KONICA MINOLTA", "DYNAX 7D", "MM", behind(b"MINOL\0\1\0", (0, UNDEFINED, b"MLT0"), (0x0005, ASCII, MARK))),
    Maker("kyocera", "KYOCERA", "FINECAM S5R", "II", kyocera),
    Maker("leica", "LEICA", "D-LUX 3", "II", behind(
        b"LEICA\0\0\0", (0x0025, UNDEFINED, SERIAL.encode()), (0x0051, ASCII, planted("lens")))),
    Maker("lg", "LG Electronics", "LG-H870", "MM", data(raw("LG's own text"))),
    Maker("minolta", "Minolta Co., Ltd.", "DiMAGE 7Hi", "MM", bare((0, UNDEFINED, b"MLT0"), (0x0005, ASCII, MARK))),
    Maker("motorola", "motorola", "moto g(7) power", "MM", own(
        b"MOT\0\1\0\0\0", (0x5500, ASCII, planted("build")), (0x5501, ASCII, SERIAL))),
    Maker("nikon-type-1", "NIKON", "E950", "II", behind(b"Nikon\0\1\0", (0x0003, SHORT, 1), (0x0009, ASCII, MARK))),
    Maker("nikon-type-2", "NIKON CORPORATION", "NIKON D1", "MM", bare((0x0001, UNDEFINED, b"0100"), (0x0004, ASCII, MARK))),
    Maker("nikon-type-3", "NIKON CORPORATION", "NIKON D850", "MM", tiff(
        b"Nikon\0\2\x10\0\0", "II", (0x0001, UNDEFINED, b"0210"), (0x001D, ASCII, SERIAL))),
    Maker("nintendo", "Nintendo", "Nintendo 3DS", "II", bare((0x1101, UNDEFINED, b"3DS1".ljust(0x18, b"\0") + raw("console")))),
    Maker("nokia", "Nokia", "Lumia 1020", "MM", data(b"Nokia\0", bytes(10), raw("capture"))),
    Maker("olympus-new", "OLYMPUS CORPORATION", "E-M1MarkII", "II", own(
        b"OLYMPUS\0II\3\0", (0x0207, ASCII, MARK), (0x2010, POINTER, olympus))),
    Maker("olympus-old", "OLYMPUS OPTICAL CO.,LTD", "C-5060WZ", "II", behind(
        b"OLYMP\0\1\0", (0x0207, ASCII, MARK), (0x0404, ASCII, SERIAL))),
    Maker("om-system", "OM Digital Solutions", "OM-1", "II", own(b"OM SYSTEM\0\0\0II\4\0", (0x2010, POINTER, olympus))),
    Maker("oneplus", "OnePlus", "HD1903", "MM", data(b'{"', raw("face"), b'":"0"}'), more=((0x013C, ASCII, planted("host computer")),)),
    Maker("panasonic", "Panasonic", "DC-G9", "II", behind(
        b"Panasonic\0\0\0", (0x0025, UNDEFINED, SERIAL.encode()), (0x006D, UNDEFINED, raw("city")), (0x8000, UNDEFINED, b"0141"))),
    Maker("pentax-new", "PENTAX", "PENTAX K-3", "MM", own(b"PENTAX \0MM", (0x0001, SHORT, 1), (0x0229, ASCII, SERIAL))),
    Maker("pentax-old", "PENTAX Corporation", "PENTAX *ist DS", "MM", behind(b"AOC\0MM", (0x0001, SHORT, 1), (0x0229, ASCII, SERIAL))),
    Maker("phase-one", "Phase One A/S", "P 45+", "II", phase_one),
    Maker("reconyx", "RECONYX", "HC500 HYPERFIRE", "II", data(
        b"\1\xf1\3\0".ljust(42, b"\0"), planted("trap").encode("utf-16-le"), bytes(20), raw("label"))),
    Maker("ricoh", "RICOH", "Caplio GX100", "MM", behind(b"Ricoh\0\0\0", (0x0001, ASCII, "Rev0113"), (0x0005, UNDEFINED, SERIAL.encode()))),
    Maker("ricoh-pentax", "RICOH IMAGING COMPANY, LTD.", "GR III", "II", own(b"RICOH\0II", (0x0001, SHORT, 1), (0x0229, ASCII, SERIAL))),
    Maker("samsung", "SAMSUNG", "NX1", "II", own(b"", (0x0001, UNDEFINED, b"0100"), (0xA002, ASCII, SERIAL))),
    Maker("sanyo", "SANYO Electric Co.,Ltd.", "SX113", "MM", behind(b"SANYO\0\1\0", (0x0200, LONG, (0, 0, 0)), (0x0207, ASCII, MARK))),
    Maker("sigma", "SIGMA", "SIGMA DP2", "II", behind(b"SIGMA\0\0\0\1\0", (0x0002, ASCII, SERIAL), (0x0017, ASCII, MARK))),
    Maker("sony", "SONY", "ILCE-7M4", "II", behind(b"SONY DSC \0\0\0", (0x2031, ASCII, SERIAL), (0xB020, ASCII, MARK))),
    Maker("sony-ericsson", "Sony Ericsson", "K800i", "MM", data(b"SEMC MS\0", bytes(12), raw("phone"))),
    Maker("xiaomi", "Xiaomi", "M2102J20SG", "MM", more=((0x9999, ASCII, '{"filter":"%s"}' % planted("settings")),)),
]
