"""Refusals in the server's own forms."""

from http import HTTPStatus

from pytake_app.twin.http import Answer, json


class Refusal(Exception):
    """The call is refused: an HTTP status, and `message` in one of its forms."""

    def __init__(self, status: int, message: object) -> None:
        super().__init__(str(message))
        self.status = status
        self.message = message

    def answer(self) -> Answer:
        """As the server writes it."""
        said = {
            "status": self.status,
            "error": HTTPStatus(self.status).phrase,
            "response": {"message": self.message},
        }
        return json(said, status=self.status)


def unauthorized() -> Refusal:
    """The key is wrong."""
    return Refusal(401, "Unauthorized")


def missing(name: str) -> Refusal:
    """There is no such instance."""
    return Refusal(404, [f'The "{name}" instance does not exist'])


def invalid(problem: str) -> Refusal:
    """The body breaks its schema."""
    return Refusal(400, [[problem]])


def closed() -> Refusal:
    """The socket to WhatsApp is gone."""
    return Refusal(500, ["Connection Closed"])


def never_open() -> Refusal:
    """There has been no socket since the server began."""
    return Refusal(500, "Cannot read properties of undefined (reading 'onWhatsApp')")


def not_on_whatsapp(jid: str, number: str) -> Refusal:
    """Nobody has that telephone there."""
    return Refusal(400, [{"jid": jid, "exists": False, "number": number}])
