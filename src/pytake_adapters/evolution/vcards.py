"""Contact cards: a vCard's text to the shape in which all providers' cards are kept."""

import re

from pytake_adapters.net.body import JSON, word

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"(?:item\d+\.)?(?P<name>[A-Za-z-]+)(?P<params>(?:;[^:]*)?):(?P<value>.*)")
_WHATSAPP_ID = re.compile(r"waid=(\d{7,15})", re.IGNORECASE)
MOST_CARD = 1 << 16


def card_of(own: JSON) -> JSON:
    """Name, telephones with their WhatsApp ids, e-mail addresses, company; and the card itself, so that nothing is lost."""
    written = word(own.get("vcard")) or ""
    phones: list[JSON] = []
    emails: list[JSON] = []
    card: JSON = {}
    name = word(own.get("displayName"))
    for line in _FOLD.sub("", written[:MOST_CARD]).splitlines():
        found = _LINE.fullmatch(line.strip())
        value = found["value"].strip() if found else ""
        if found is None or not value:
            continue
        match found["name"].upper():
            case "FN":
                name = value
            case "TEL":
                who = _WHATSAPP_ID.search(found["params"])
                phones.append({"phone": value} | ({"wa_id": who[1]} if who else {}))
            case "EMAIL":
                emails.append({"email": value})
            case "ORG":
                card["org"] = {"company": value.strip(";")}
            case _:
                continue
    card["name"] = {"formatted_name": name or ""}
    if phones:
        card["phones"] = phones
    if emails:
        card["emails"] = emails
    return card | ({"vcard": written} if written else {})
