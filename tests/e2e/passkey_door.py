"""The application as a browser at its name sees it, for passkeys of software."""

from typing import Any
from urllib.parse import urlsplit

import httpx
from tests.e2e.company import PASSWORD, House, Person
from tests.support.soft_passkey import SoftPasskey

BEGIN, FINISH = "/api/v1/auth/passkey/begin", "/api/v1/auth/passkey/finish"


class Door:
    """The application as a browser at its name sees it."""

    def __init__(self, house: House) -> None:
        self.http = house.http
        port = urlsplit(house.stack.place.base_url).port
        self.origin = f"http://localhost:{port}"
        self.host = {"Host": f"localhost:{port}"}

    async def post(self, path: str, body: dict[str, Any], **headers: str) -> httpx.Response:
        return await self.http.post(path, json=body, headers={**self.host, "Accept-Language": "en", **headers})

    async def add(self, person: Person, device: SoftPasskey, name: str = "Telefone") -> httpx.Response:
        path = "/api/v1/auth/passkeys"
        begun = await self.post(f"{path}/begin", {"password": PASSWORD}, **person.headers)
        assert begun.status_code == 200, begun.text
        told = begun.json()
        credential = device.create(told["options"], self.origin)
        body = {"attempt": told["attempt"], "credential": credential, "name": name}
        return await self.post(path, body, **person.headers)

    async def asked(self, **body: Any) -> dict[str, Any]:
        answer = await self.post(BEGIN, body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told
