"""
Text that strangers wrote, with what can't be seen in it made visible.

An override turns the order of what stands around it, a control character moves a terminal's cursor, a space without
width makes two codes look alike. Joiners and marks of direction stay: words of several scripts need them.
"""

import re
from unicodedata import combining

_HIDDEN = "\u00ad\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
MOST_MARKS = 4  # upon one letter; the rest would climb over other lines

# One class alone is looked for a dozen times as fast as either of two.
_SUSPICIOUS = re.compile(f"[{_HIDDEN}{_CONTROLS}{_MARKS}]")
_UNSEEN = re.compile(f"[{_HIDDEN}{_CONTROLS}]|(?<=[{_MARKS}]{{{MOST_MARKS}}})[{_MARKS}]+")
_PICTURES = {chr(code): chr(0x2400 + code) for code in range(0x20)} | {"\x7f": "\N{SYMBOL FOR DELETE}"}
_BETWEEN_LINES = str.maketrans({end: _PICTURES[end] for end in "\t\n\r"})


def visible(text: str) -> str:
    """An escape as its picture, an override as ``[U+202E]``, and of marks upon one letter the first."""
    return _UNSEEN.sub(_shown, text) if _SUSPICIOUS.search(text) else text


def visible_line(text: str) -> str:
    """The same, and line ends too: all of it is one line."""
    return visible(text).translate(_BETWEEN_LINES)


def _shown(found: re.Match[str]) -> str:
    text = found[0]
    if text[0] in _PICTURES:
        return _PICTURES[text[0]]
    return "\N{HORIZONTAL ELLIPSIS}" if combining(text[0]) else f"[U+{ord(text):04X}]"
