"""Rebuilds a PNG from the few chunks that draw a picture. Trusts nothing about the bytes that it is given."""

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset((b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"pHYs", b"IDAT", b"IEND"))
_MAX_SIDE = 10_000
_MAX_PIXELS = 30_000_000
"""About a screen of 5,500 x 5,500: more would only cost the reader's memory."""


def rebuilt_png(raw: bytes) -> bytes | None:
    """The same picture without text, profiles, animation or trailing bytes; None where it is no sound PNG.

    Checks signature, chunk lengths, checksums, order of the first and last chunk, and the size of the picture; pixels
    are not unpacked. Source: PNG specification, third edition, sections 5 and 11.
    """
    if not raw.startswith(_SIGNATURE):
        return None
    at, kept, ended, data = len(_SIGNATURE), [_SIGNATURE], False, False
    while not ended:
        if at + 12 > len(raw):
            return None
        (length,) = struct.unpack_from(">I", raw, at)
        name, end = raw[at + 4 : at + 8], at + 12 + length
        if end > len(raw) or zlib.crc32(raw[at + 4 : end - 4]) != struct.unpack_from(">I", raw, end - 4)[0]:
            return None
        if (len(kept) == 1) != (name == b"IHDR") or (name == b"IHDR" and not _sound_header(raw[at + 8 : end - 4])):
            return None
        if name in _KEPT:
            kept.append(raw[at:end])
        data, ended, at = data or name == b"IDAT", name == b"IEND", end
    return b"".join(kept) if data else None


def _sound_header(header: bytes) -> bool:
    if len(header) != 13:
        return False
    width, height = struct.unpack_from(">II", header)
    return bool(0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE and width * height <= _MAX_PIXELS)
