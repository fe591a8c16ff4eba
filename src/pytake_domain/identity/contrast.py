"""Can white text be read on a colour? And which one like it would do."""

LEAST = 4.5
"""WCAG's level AA for text."""
_STEPS = 256


def contrast_with_white(colour: str) -> float:
    """WCAG's contrast of `#rrggbb` with white."""
    return 1.05 / (_luminance(_parts(colour)) + 0.05)


def readable(colour: str) -> str:
    """The colour itself, or the lightest darker one of its hue on which white text can be read."""
    if contrast_with_white(colour) >= LEAST:
        return colour
    parts = _parts(colour)
    for step in range(_STEPS, -1, -1):
        darker = "#" + "".join(f"{part * step // _STEPS:02x}" for part in parts)
        if contrast_with_white(darker) >= LEAST:
            return darker
    return "#000000"


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(parts: tuple[int, int, int]) -> float:
    red, green, blue = (_linear(part / 255) for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004  of sRGB
