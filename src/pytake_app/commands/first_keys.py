"""`pytake admin backup-key` and `pytake admin certificate`: what a new installation needs besides its own keys."""

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import Any

from pytake_adapters.security.files import make_folder, overwrite
from pytake_adapters.system import SystemClock

DAYS = 90


def add_first_tasks(tasks: Any) -> None:
    """Among those of `pytake admin`."""
    key = tasks.add_parser("backup-key", help="print a new key file for backups: who holds it can open them")
    key.set_defaults(run=_backup_key)
    made = tasks.add_parser("certificate", help="a certificate of our own, until an authority has given one")
    made.add_argument("folder", type=Path, help="for fullchain.pem and privkey.pem")
    made.add_argument("--host", required=True, help="the name it is for")
    made.set_defaults(run=_certificate)


def _backup_key(_: argparse.Namespace) -> int:
    from pytake_app.backup.sealing import new_key

    sys.stdout.write(new_key(SystemClock().now().isoformat(timespec="seconds")))
    return 0


def _certificate(arguments: argparse.Namespace) -> int:
    private, public = self_signed(arguments.host, SystemClock().now())
    try:
        make_folder(arguments.folder)
        overwrite(arguments.folder / "privkey.pem", private)
        overwrite(arguments.folder / "fullchain.pem", public)
    except OSError as error:
        sys.stderr.write(f"pytake: {error.filename}: {error.strerror}\n")
        return 1
    sys.stdout.write(f"{arguments.folder} holds a certificate for {arguments.host} that browsers warn of\n")
    return 0


def self_signed(host: str, now: dt.datetime) -> tuple[bytes, bytes]:
    """Key and certificate, as PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private, certificate.public_bytes(pem)
