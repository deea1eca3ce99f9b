"""What a terminal is shown of texts that strangers wrote.

Knows the characters that terminals obey. Must not know who writes to one, nor load anything.
"""

from __future__ import annotations

#: Characters that a terminal obeys instead of showing them: control characters as pictures of
#: themselves, marks that turn the direction of what follows as nothing.
_OBEYED = (
    {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"}
    | dict.fromkeys(range(0x7F, 0xA0), "\N{REPLACEMENT CHARACTER}")
    | dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "")
)


def inert(text: str) -> str:
    """Return ``text``, which may be a stranger's, as a terminal will show and not obey it."""
    return text.translate(_OBEYED)
