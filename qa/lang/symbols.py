"""The signs of the fonts Symbol and Wingdings, which files hold as letters or as codes that mean nothing elsewhere."""

from __future__ import annotations

# Unicode's SYMBOL.TXT (Adobe), from 0x20 and from 0xA0 on; pieces of large brackets and codes without a sign are "•".
_SYMBOL_LOW = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_•αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…••↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑•••••••••••〉∫••••••••••••"
_SYMBOL = {0x20 + at: sign for at, sign in enumerate(_SYMBOL_LOW)} | {
    0xA0 + at: sign for at, sign in enumerate(_SYMBOL_HIGH)
}
_WINGDINGS = {
    0x20: " ", 0x28: "☎", 0x2A: "✉", 0x46: "☞", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑",
    0x76: "❖", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔",
    0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_PRIVATE = 0xF000  # where files put the codes of such fonts, for want of another place
# Codes whose font is not known: pieces of brackets and the lozenge of Symbol are rare, arrows and ticks are not.
_LIKELY = _SYMBOL | {code: _WINGDINGS[code] for code in (0xA7, 0xA8, 0xD8, 0xE0, 0xE8, 0xF0, 0xFB, 0xFC, 0xFD, 0xFE)}


def is_symbol_font(font: str) -> bool:
    """Whether the letters of a font are signs."""
    return font.strip().lower().startswith(("symbol", "wingdings", "webdings"))


def in_symbol_font(text: str, font: str) -> str:
    """`text` as a font of signs draws it; a picture without a sign of its own is "•"."""
    if not is_symbol_font(font):
        return text
    signs = _SYMBOL if font.strip().lower().startswith("symbol") else _WINGDINGS
    return "".join(_sign(ord(letter), signs) for letter in text)


def _sign(code: int, signs: dict[int, str]) -> str:
    low = code - _PRIVATE if _PRIVATE <= code <= _PRIVATE + 0xFF else code
    return signs.get(low, "•") if 0x20 <= low <= 0xFF else chr(code)


def likely_sign(letter: str) -> str:
    """The sign that a code from U+F020 to U+F0FF most likely stands for, where its font is not known."""
    return _LIKELY.get(ord(letter) - _PRIVATE, "•")
