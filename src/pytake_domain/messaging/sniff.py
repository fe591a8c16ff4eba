"""What a file is by its first bytes, whatever it is called; pure."""

HEAD = 4096
"""So many bytes are enough to tell."""
OFFICE = "application/x-office"
OFFICE_OLD = "application/x-ole-storage"
PROGRAM = "application/x-executable"
HTML = "text/html"
SVG = "image/svg+xml"
XML = "text/xml"
OPUS = "audio/ogg; codecs=opus"
OCTETS = "application/octet-stream"

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE_OLD),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"#!AMR", "audio/amr"),
    (b"ID3\x02", "audio/mpeg"),
    (b"ID3\x03", "audio/mpeg"),
    (b"ID3\x04", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xfe\xed\xfa", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xce\xfa\xed\xfe", PROGRAM),
    (b"#!", PROGRAM),
    (b"L\0\0\0\x01\x14\x02\0", PROGRAM),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_OFFICE_PARTS = (b"[Content_Types].xml", b"_rels/.rels", b"word/", b"xl/", b"ppt/", b"docProps/")
_PROGRAM_PARTS = (b"AndroidManifest.xml", b"META-INF/MANIFEST.MF")
_MARKUP = ((b"<!doctype html", HTML), (b"<html", HTML), (b"<head", HTML), (b"<script", HTML), (b"<body", HTML),
           (b"<iframe", HTML), (b"<svg", SVG))  # fmt: skip
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def sniff(head: bytes) -> str:  # noqa: PLR0911  one return a family
    """The MIME type that these first bytes (HEAD, or the whole file) are of; octets when nothing is recognised."""
    if not head:
        return OCTETS
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], OCTETS)
    if head[4:8] == b"ftyp":
        return _boxed(head)
    if head.startswith(b"OggS"):
        return OPUS if b"OpusHead" in head[:512] else "audio/ogg"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(head)
    if _is_mpeg_frame(head):
        # A frame of MPEG audio; with layer 0 it is AAC's ADTS.
        return "audio/aac" if head[1] & 0x06 == 0 else "audio/mpeg"
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if head.startswith(b"MZ") and b"\0" in head:
        return PROGRAM
    found = next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), None)
    return found or _text(head)


def _is_mpeg_frame(head: bytes) -> bool:
    """Eleven bits that are all set, and not the mark of UTF-16."""
    return head[:1] == b"\xff" and head[1:2] >= b"\xe0" and not head.startswith(_BOMS)


def _boxed(head: bytes) -> str:
    brand = head[8:12]
    if brand.startswith(b"3g"):
        return "video/3gpp"
    if brand in (b"M4A ", b"M4B "):
        return "audio/mp4"
    if brand in (b"heic", b"heix", b"mif1", b"heim", b"hevc"):
        return "image/heic"
    if brand == b"avif":
        return "image/avif"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _zipped(head: bytes) -> str:
    if any(part in head for part in _PROGRAM_PARTS):
        return PROGRAM
    if head[30:38] == b"mimetype":
        return "application/vnd.oasis.opendocument"
    return OFFICE if any(part in head for part in _OFFICE_PARTS) else "application/zip"


def _text(head: bytes) -> str:
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1024].lower()
    while start.startswith(b"<!--") and b"-->" in start:
        start = start.partition(b"-->")[2].lstrip()
    for beginning, kind in _MARKUP:
        if start.startswith(beginning):
            return kind
    if start.startswith((b"<?xml", b"<!doctype")):
        return next((kind for mark, kind in ((b"<svg", SVG), (b"<html", HTML)) if mark in start), XML)
    if b"\0" in head and not head.startswith(_BOMS):
        return OCTETS
    return "text/plain"
