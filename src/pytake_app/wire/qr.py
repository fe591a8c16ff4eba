"""Pictures of text for cameras."""

import segno


def qr_picture(text: str) -> str:
    """As a data address: black on white with its margin, which cameras need in a dark page too."""
    return segno.make(text, micro=False, error="m").png_data_uri(scale=6, border=4)
