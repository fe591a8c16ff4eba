"""What a new installation is given: a certificate of its own, and the key of its backups."""

import ssl
import stat
from pathlib import Path

import pyrage
import pytest

from pytake_app.backup.errors import BackupError
from pytake_app.backup.sealing import identity_of, new_key, recipient_of
from pytake_app.cli import main


def test_a_certificate_is_one_that_servers_take(tmp_path: Path) -> None:
    assert main(["admin", "certificate", str(tmp_path / "tls"), "--host", "pytake.redesol.example"]) == 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "tls" / "fullchain.pem", tmp_path / "tls" / "privkey.pem")
    assert stat.S_IMODE((tmp_path / "tls" / "privkey.pem").stat().st_mode) == 0o600
    told = ssl._ssl._test_decode_cert(str(tmp_path / "tls" / "fullchain.pem"))  # type: ignore[attr-defined]
    assert told["subjectAltName"] == (("DNS", "pytake.redesol.example"),)


def test_a_backup_key_opens_what_its_public_line_closes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "backup-key"]) == 0
    text = capsys.readouterr().out
    file = tmp_path / "key"
    file.write_text(text)
    public = next(line for line in text.splitlines() if line.startswith("# public key: ")).removeprefix(
        "# public key: "
    )
    for given in (public, str(file)):
        sealed = pyrage.encrypt(b"told", [recipient_of(given)])
        assert pyrage.decrypt(sealed, [identity_of(text)]) == b"told"
    assert new_key("2026-01-01") != new_key("2026-01-01")


@pytest.mark.parametrize("given", ["age1nonsense", "/nowhere/at/all"])
def test_what_is_no_public_key_is_refused(given: str) -> None:
    with pytest.raises(BackupError):
        recipient_of(given)


def test_what_is_no_key_file_is_refused() -> None:
    with pytest.raises(BackupError, match="backup-key"):
        identity_of("# public key: age1x\n")
