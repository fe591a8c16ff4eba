"""What mail relies on. Subclass `MailerContract` with `mailer`, and `arrived`: who was written to, with headers and text."""

from collections.abc import Awaitable, Callable, Sequence

import msgspec
import pytest
from msgspec.structs import replace

from pytake_domain.identity import Mail, Mailer, MailRefused
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.contracts.identity import fresh_id


class Arrived(msgspec.Struct, frozen=True):
    """A mail as somebody got it."""

    to: str
    sender: str
    subject: str
    text: str
    unsubscribe: str | None = None
    """As it stands in the mail, nothing decoded."""


TEXT = "Olá, João.\n\nhttps://pytake.example/app/invitation#" + "x" * 300 + "\n\nAté já — ação 🙂\n"


def a_mail(**changes: object) -> Mail:
    """A mail with all that is hard to write."""
    mail = Mail(
        id=str(fresh_id()),
        to=f"{fresh_id().hex}@cliente.example",
        subject="Convite para Conexão Rápida — São João",
        text=TEXT,
        sender_name='Conexão "Rápida", Ltda.',
    )
    return replace(mail, **changes)


class MailerContract:
    """Fixtures to fill in: `mailer`, `arrived`."""

    @pytest.fixture
    def mailer(self) -> Mailer:
        """The mailer under test."""
        pytest.fail("the subclass supplies `mailer`")

    @pytest.fixture
    def arrived(self) -> Callable[[], Awaitable[Sequence[Arrived]]]:
        """What came, in order of coming."""
        pytest.fail("the subclass supplies `arrived`")

    async def test_a_mail_arrives_whole(
        self, mailer: Mailer, arrived: Callable[[], Awaitable[Sequence[Arrived]]]
    ) -> None:
        mail = a_mail()
        await mailer.send(mail)

        (came,) = await arrived()
        assert (came.to, came.subject, came.text.replace("\r\n", "\n")) == (mail.to, mail.subject, mail.text)
        assert mail.sender_name in came.sender
        assert came.unsubscribe is None

    async def test_where_to_ask_for_no_more_stays_in_one_piece(
        self, mailer: Mailer, arrived: Callable[[], Awaitable[Sequence[Arrived]]]
    ) -> None:
        address = "https://pytake.example/api/v1/notifications/unsubscribe?token=" + "x" * 500
        await mailer.send(a_mail(unsubscribe=Secret(address)))

        (came,) = await arrived()
        assert came.unsubscribe == f"<{address}>"

    async def test_it_comes_from_the_tenants_own_address(
        self, mailer: Mailer, arrived: Callable[[], Awaitable[Sequence[Arrived]]]
    ) -> None:
        await mailer.send(a_mail(sender_address="contato@rapida.example"))
        (came,) = await arrived()
        assert "contato@rapida.example" in came.sender

    async def test_names_are_no_headers(
        self, mailer: Mailer, arrived: Callable[[], Awaitable[Sequence[Arrived]]]
    ) -> None:
        mail = a_mail(sender_name="Rápida\r\nBcc: todos@x.example", subject="a\r\nBcc: todos@x.example")
        await mailer.send(mail)
        (came,) = await arrived()
        assert came.to == mail.to
        assert came.subject == "a Bcc: todos@x.example"

    async def test_what_is_no_address_is_refused(self, mailer: Mailer) -> None:
        with pytest.raises(MailRefused):
            await mailer.send(a_mail(to="ninguém @x"))
