"""Where somebody's clock is, as far as their telephone number tells.

Brazil's area codes by state: Anatel's Plano Geral de Códigos Nacionais; the states' zones: IANA's tz database.
"""

from collections.abc import Mapping

from pytake_domain.kernel.time import zone_names

BRAZIL = "+55"
AREA_ZONES: Mapping[str, str] = {
    "65": "America/Cuiaba",
    "66": "America/Cuiaba",
    "67": "America/Campo_Grande",
    "68": "America/Rio_Branco",
    "69": "America/Porto_Velho",
    "92": "America/Manaus",
    "95": "America/Boa_Vista",
    "97": "America/Manaus",
}
"""Area codes outside Brasília's time; all others there are in it."""
BRASILIA = "America/Sao_Paulo"


def zone_of(time_zone: str | None, phone: str | None, company: str) -> str:
    """The zone that is known of them, else that of a Brazilian number, else the company's."""
    if time_zone in zone_names() and time_zone is not None:
        return time_zone
    if phone is not None and phone.startswith(BRAZIL):
        return AREA_ZONES.get(phone[3:5], BRASILIA)
    return company
