"""Key files: only their owner may read them, and they appear whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make it where it is missing, closed to others."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_new(file: Path, content: bytes) -> bool:
    """Write a file that is not there yet. False when somebody else was first; theirs stays."""
    draft = _draft(file, content)
    try:
        os.link(draft, file)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def overwrite(file: Path, content: bytes) -> None:
    """Put a file in the place of another in one step."""
    draft = _draft(file, content)
    try:
        draft.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise


def _draft(file: Path, content: bytes) -> Path:
    # mkstemp makes files of mode 0600.
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".draft-")
    with os.fdopen(descriptor, "wb") as draft:
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
    return Path(name)
