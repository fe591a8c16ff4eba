"""Numbers of mobiles, which got a ninth digit that old records don't have."""

_MOBILE, _FIRST_MOBILE = 11, "6"


def with_and_without_nine(phone: str) -> tuple[str, ...]:
    """As given, then the other spelling if it can have one."""
    if len(phone) == _MOBILE and phone[2] == "9":
        return phone, phone[:2] + phone[3:]
    if phone[2:3] >= _FIRST_MOBILE:
        return phone, f"{phone[:2]}9{phone[2:]}"
    return (phone,)
