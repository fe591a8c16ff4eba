"""Text compared as people mean it: letters without their marks, small ones for large ones.

One table for Python and for the database, whose function is made of it: both fold alike, whatever their libraries know.
"""

from collections.abc import Mapping

_LETTERS: Mapping[str, str] = {
    "a": "AÀÁÂÃÄÅàáâãäåĀāĂăĄąǍǎǞǟǠǡǺǻȀȁȂȃȦȧḀḁẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặ",
    "b": "BḂḃḄḅḆḇ",
    "c": "CÇçĆćĈĉĊċČčḈḉ",
    "d": "DĎďĐđḊḋḌḍḎḏḐḑḒḓ",
    "e": "EÈÉÊËèéêëĒēĔĕĖėĘęĚěȄȅȆȇȨȩḔḕḖḗḘḙḚḛḜḝẸẹẺẻẼẽẾếỀềỂểỄễỆệ",
    "f": "FḞḟ",
    "g": "GĜĝĞğĠġĢģǦǧǴǵḠḡ",
    "h": "HĤĥĦħȞȟḢḣḤḥḦḧḨḩḪḫẖ",
    "i": "IÌÍÎÏìíîïĨĩĪīĬĭĮįİıǏǐȈȉȊȋḬḭḮḯỈỉỊị",  # noqa: RUF001
    "j": "JĴĵǰ",
    "k": "KĶķǨǩḰḱḲḳḴḵ",
    "l": "LĹĺĻļĽľŁłḶḷḸḹḺḻḼḽ",
    "m": "MḾḿṀṁṂṃ",
    "n": "NÑñŃńŅņŇňǸǹṄṅṆṇṈṉṊṋ",
    "o": "OÒÓÔÕÖØòóôõöøŌōŎŏŐőƠơǑǒǪǫǬǭǾǿȌȍȎȏȪȫȬȭȮȯȰȱṌṍṎṏṐṑṒṓỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợ",
    "p": "PṔṕṖṗ",
    "q": "Q",
    "r": "RŔŕŖŗŘřȐȑȒȓṘṙṚṛṜṝṞṟ",
    "s": "SŚśŜŝŞşŠšſȘșṠṡṢṣṤṥṦṧṨṩẛ",  # noqa: RUF001
    "t": "TŢţŤťŦŧȚțṪṫṬṭṮṯṰṱẗ",
    "u": "UÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųƯưǓǔǕǖǗǘǙǚǛǜȔȕȖȗṲṳṴṵṶṷṸṹṺṻỤụỦủỨứỪừỬửỮữỰự",
    "v": "VṼṽṾṿ",
    "w": "WŴŵẀẁẂẃẄẅẆẇẈẉẘ",
    "x": "XẊẋẌẍ",
    "y": "YÝýÿŶŷŸȲȳẎẏẙỲỳỴỵỶỷỸỹ",
    "z": "ZŹźŻżŽžẐẑẒẓẔẕ",
    "ß": "ẞ",
    "æ": "ÆǢǣǼǽ",
    "ð": "Ð",
    "þ": "Þ",
    "ŋ": "Ŋ",
    "œ": "Œ",
}
"""Each plain letter with what is taken for it: Latin letters, large and small, with marks and without."""
_MARKS = "".join(map(chr, range(0x300, 0x370)))
"""Those that stand behind their letter as characters of their own; they are left out."""

LETTERS_FROM = "".join(_LETTERS.values()) + _MARKS
LETTERS_TO = "".join(plain * len(marked) for plain, marked in _LETTERS.items())
"""As PostgreSQL's `translate` takes them: what has nothing opposite is left out. A change wants a migration."""
_TABLE = str.maketrans(LETTERS_FROM[: len(LETTERS_TO)], LETTERS_TO, LETTERS_FROM[len(LETTERS_TO) :])


def folded(text: str) -> str:
    """For comparing: `São Paulo` is `sao paulo`."""
    return text.translate(_TABLE)
