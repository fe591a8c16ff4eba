"""Business profiles of the twin's numbers: read and changed as the Graph API does it."""

from pytake_app.twin.errors import GraphError
from pytake_app.twin.wire import JSON

LONGEST = {"about": 139, "address": 256, "description": 512, "email": 128, "vertical": 64}
MOST_WEBSITES, WEBSITE = 2, 256


class Profiles:
    """One profile a number, empty at first."""

    def __init__(self) -> None:
        self._kept: dict[str, JSON] = {}

    def read(self, phone_number_id: str, fields: str) -> JSON:
        """The fields asked for that have a value."""
        kept = {"messaging_product": "whatsapp", **self._kept.get(phone_number_id, {})}
        asked = {name for name in fields.split(",") if name} or {"about", "messaging_product"}
        return {"data": [{k: v for k, v in kept.items() if k in asked or k == "messaging_product"}]}

    def write(self, phone_number_id: str, body: JSON) -> JSON:
        """Raises GraphError for what the API refuses."""
        if body.get("messaging_product") != "whatsapp":
            raise GraphError(100, message="Param messaging_product must be whatsapp")
        changed: JSON = {}
        for name, most in LONGEST.items():
            value = body.get(name)
            if value is None:
                continue
            if not isinstance(value, str) or len(value) > most:
                raise GraphError(100, message=f"Param {name} must be at most {most} characters long.")
            changed[name] = value
        websites = body.get("websites")
        if websites is not None:
            if not isinstance(websites, list) or len(websites) > MOST_WEBSITES:
                raise GraphError(100, message=f"Param websites must have at most {MOST_WEBSITES} items")
            if not all(isinstance(w, str) and w.startswith("http") and len(w) <= WEBSITE for w in websites):
                raise GraphError(100, message="Param websites must be URLs")
            changed["websites"] = websites
        self._kept.setdefault(phone_number_id, {}).update(changed)
        return {"success": True}
