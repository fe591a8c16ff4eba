"""An archive that somebody else made, sealed for our key: refused as a whole before anything of it is written."""

import hashlib
import io
import tarfile
from pathlib import Path

import msgspec
import pyrage
import pytest

from pytake_app.backup import archive
from pytake_app.backup.archive import ABOUT, FORMAT, MANIFEST, PART, SMALL, Manifest
from pytake_app.backup.errors import Damaged
from pytake_app.backup.restore import check
from pytake_app.backup.sealing import sealing

KEY = pyrage.x25519.Identity.generate()
ABOUT_IT = msgspec.json.encode({"format": FORMAT, "made_at": "", "pytake": "", "revision": "", "postgresql": "17.0"})
TENANT, FILE = "0198c0de-0000-7000-8000-000000000001", "0198c0de-0000-7000-8000-000000000002"
PICTURE = f"media/{TENANT}/{FILE}.original"
Members = list[tuple[str, bytes]]
WHOLE: Members = [
    (ABOUT, ABOUT_IT),
    ("keys/vault", b"1:x"),
    ("keys/signing/a key.pem", b"pem"),
    ("database/000001", b"PGDMP"),
    ("database/000002", b"rows"),
    (PICTURE, b"picture"),
    (f"media/{TENANT}/{FILE}.thumbnail", b"small"),
]


def manifest_of(members: Members) -> bytes:
    counted = archive.Counted()
    for name, content in members:
        counted.add(name, len(content), hashlib.sha256(content).hexdigest())
    return msgspec.json.encode(counted.manifest())


def tar(members: Members, change: str = "", **with_: object) -> bytes:
    """As a tar whose manifest is right, with `with_` in the head of the member `change`."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as made:
        for name, content in (*members, (MANIFEST, manifest_of(members))):
            head = tarfile.TarInfo(name)
            head.size = len(content)
            for field, value in with_.items() if name == change else ():
                setattr(head, field, value)
            made.addfile(head, io.BytesIO(content))
    return out.getvalue()


def checked(folder: Path, plain: bytes) -> Manifest:
    place = folder / "a.backup"
    with place.open("wb") as out, sealing(out, KEY.to_public()) as sealed:
        sealed.write(plain)
    return check(place, KEY).manifest


def test_one_of_ours_is_whole(tmp_path: Path) -> None:
    assert checked(tmp_path, tar(WHOLE)).media == 2


@pytest.mark.parametrize(
    "name",
    [
        "keys/../../etc/cron.d/x",
        "keys/signing/../../x.pem",
        "keys/signing/a/b.pem",
        "keys/signing/.pem",
        "keys/signing/x",
        "/etc/passwd",
        "database/../x",
        "etc/passwd",
        "media/../../x",
        f"media/{TENANT}/{FILE}.other",
        f"media/{TENANT}/../{FILE}.original",
        f"media/{TENANT.upper()}/{FILE}.original",
        f"media/{{{TENANT}}}/{FILE}.original",
        "keys/signing/\udcff.pem",
    ],
)
def test_names_that_lead_elsewhere_are_refused(name: str, tmp_path: Path) -> None:
    for place in (1, 3, len(WHOLE)):
        content = b"x"
        try:
            plain = tar([*WHOLE[:place], (name, content), *WHOLE[place:]])
        except UnicodeEncodeError:
            plain = tar([*WHOLE[:place], (name.replace("\udcff", "Q"), content), *WHOLE[place:]])
            plain = plain.replace(b"signing/Q", b"signing/\xff")
        with pytest.raises(Damaged):
            checked(tmp_path, plain)


@pytest.mark.parametrize("place", range(len(WHOLE)))
def test_what_is_in_it_twice_is_refused(place: int, tmp_path: Path) -> None:
    with pytest.raises(Damaged, match=r"twice|stands where"):
        checked(tmp_path, tar([*WHOLE[: place + 1], WHOLE[place], *WHOLE[place + 1 :]]))


@pytest.mark.parametrize("gone", [0, 1, 2, 3])
def test_what_an_installation_needs_has_to_be_there(gone: int, tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        checked(tmp_path, tar([*WHOLE[:gone], *WHOLE[gone + 1 :]]))


def test_what_stands_elsewhere_is_refused(tmp_path: Path) -> None:
    for order in ([0, 3, 4, 1, 2], [0, 1, 2, 4, 3], [0, 1, 2, 5, 3, 4], [1, 0, 2, 3]):
        with pytest.raises(Damaged):
            checked(tmp_path, tar([WHOLE[n] for n in order]))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_only_files_are_in_it(kind: bytes, tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="is no file"):
        checked(tmp_path, tar(WHOLE, PICTURE, type=kind, linkname="/etc/passwd"))


@pytest.mark.parametrize(
    "named",
    [
        {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"},
        {"GNU.sparse.map": "0,7", "GNU.sparse.size": str(2**60)},
        {"size": str(2**60)},
        {"size": "-512"},
        {"path": "x" * (SMALL + 1)},
        {"path": "keys/../x"},
    ],
)
def test_what_stands_before_a_file_makes_no_other_of_it(named: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        checked(tmp_path, tar(WHOLE, PICTURE, pax_headers=named))


@pytest.mark.parametrize(("name", "most"), [("keys/vault", SMALL), (ABOUT, SMALL), ("database/000001", PART)])
def test_what_is_read_whole_is_small(name: str, most: int, tmp_path: Path) -> None:
    members = [(each, b" " * (most + 1) if each == name else content) for each, content in WHOLE]
    with pytest.raises(Damaged, match="at most are its due"):
        checked(tmp_path, tar(members))


def test_heads_without_end_end(tmp_path: Path) -> None:
    chain = tar(WHOLE, ABOUT, pax_headers={"comment": "x"})[:1024] * 3_000
    with pytest.raises(Damaged):
        checked(tmp_path, chain + tar(WHOLE))


@pytest.mark.parametrize("name", ["keys/vault2", MANIFEST])
def test_nothing_stands_behind_the_end(name: str, tmp_path: Path) -> None:
    whole = [*WHOLE, (MANIFEST, manifest_of(WHOLE))]
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for each, content in (*whole, (name, whole[-1][1])):
            head = tarfile.TarInfo(each)
            head.size = len(content)
            made.addfile(head, io.BytesIO(content))
    with pytest.raises(Damaged, match="behind its end"):
        checked(tmp_path, out.getvalue())


@pytest.mark.parametrize("about", [b"\xff{", b"{}", b'{"format": "1"}', b"[" * 3_000])
def test_what_it_says_of_itself_can_be_read(about: bytes, tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        checked(tmp_path, tar([(ABOUT, about), *WHOLE[1:]]))
