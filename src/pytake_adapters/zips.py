"""What reading a ZIP that somebody sent may raise, whatever is wrong with it."""

import lzma
import struct
import zipfile
import zlib

BROKEN_ZIP: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    # So zipfile says that it does not know a way of packing, and that a part has a password.
    NotImplementedError,
    RuntimeError,
)
