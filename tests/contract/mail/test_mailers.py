import email
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from email.message import EmailMessage
from email.policy import compat32, default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from pytake_adapters.mail.files import FileMailer, NoMailer
from pytake_adapters.mail.smtp import SmtpMailer
from pytake_domain.identity import Mailer, MailRefused
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.testing.contracts.mail import Arrived, MailerContract, a_mail
from pytake_domain.testing.memory.mail import MemoryMailer

SENDER = "pytake@casa.example"


def seen(data: bytes) -> Arrived:
    message = email.message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body()
    assert body is not None
    (sender,) = message["From"].addresses
    (to,) = message["To"].addresses
    assert message["Bcc"] is None
    return Arrived(
        to=to.addr_spec,
        sender=f"{sender.display_name} <{sender.addr_spec}>",
        subject=message["Subject"],
        text=body.get_content(),
        unsubscribe=email.message_from_bytes(data, policy=compat32)["List-Unsubscribe"],
    )


class TestMemoryMailer(MailerContract):
    @pytest.fixture
    def mailer(self) -> Mailer:
        return MemoryMailer()

    @pytest.fixture
    def arrived(self, mailer: MemoryMailer) -> Callable[[], Awaitable[Sequence[Arrived]]]:
        async def kept() -> Sequence[Arrived]:
            return [
                Arrived(
                    to=mail.to,
                    sender=f"{mail.sender_name} <{mail.sender_address}>",
                    subject=" ".join(mail.subject.split()),
                    text=mail.text,
                    unsubscribe=f"<{mail.unsubscribe.reveal()}>" if mail.unsubscribe else None,
                )
                for mail in mailer.sent
            ]

        return kept


class TestFileMailer(MailerContract):
    @pytest.fixture
    def mailer(self, tmp_path: Path) -> Mailer:
        return FileMailer(tmp_path / "mail", SENDER)

    @pytest.fixture
    def arrived(self, tmp_path: Path) -> Callable[[], Awaitable[Sequence[Arrived]]]:
        async def files() -> Sequence[Arrived]:
            return [seen(path.read_bytes()) for path in sorted((tmp_path / "mail").glob("*.eml"))]

        return files

    async def test_an_errand_that_is_run_again_is_one_file_nobody_else_reads(
        self, mailer: Mailer, tmp_path: Path
    ) -> None:
        mail = a_mail()
        await mailer.send(mail)
        await mailer.send(mail)
        (file,) = (tmp_path / "mail").iterdir()
        assert file.stat().st_mode & 0o077 == 0

    async def test_a_folder_that_cant_be_written_is_away(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(Unavailable):
            await FileMailer(tmp_path / "file", SENDER).send(a_mail())


class Server:
    """A mail server that keeps what comes, and refuses on demand."""

    def __init__(self) -> None:
        self.came: list[bytes] = []
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802  the library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  the library's name
        self.came.append(envelope.content)
        return "250 taken"


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def place(server: Server) -> Iterator[str]:
    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"ana", b"se:gredo"), handled=False)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=port, authenticator=known, auth_require_tls=False)
    controller.start()
    yield f"127.0.0.1:{port}"
    controller.stop()


class TestSmtpMailer(MailerContract):
    @pytest.fixture
    def mailer(self, place: str) -> Mailer:
        return SmtpMailer(f"smtp://ana:se%3Agredo@{place}", SENDER)

    @pytest.fixture
    def arrived(self, server: Server) -> Callable[[], Awaitable[Sequence[Arrived]]]:
        async def came() -> Sequence[Arrived]:
            return [seen(data) for data in server.came]

        return came

    async def test_an_address_that_is_refused_is_told_from_a_server_that_is_busy(
        self, mailer: Mailer, server: Server
    ) -> None:
        server.answer = "550 no such user"
        with pytest.raises(MailRefused):
            await mailer.send(a_mail())
        server.answer = "450 busy"
        with pytest.raises(Unavailable):
            await mailer.send(a_mail())
        assert server.came == []

    async def test_a_wrong_password_is_an_outage_that_somebody_mends(self, place: str) -> None:
        with pytest.raises(Unavailable):
            await SmtpMailer(f"smtp://ana:errada@{place}", SENDER).send(a_mail())

    async def test_a_server_that_is_away_is_away(self) -> None:
        with pytest.raises(Unavailable):
            await SmtpMailer("smtp://127.0.0.1:1", SENDER).send(a_mail())


async def test_without_a_mailer_nothing_leaves() -> None:
    assert not NoMailer().is_set_up
    with pytest.raises(Unavailable):
        await NoMailer().send(a_mail())
