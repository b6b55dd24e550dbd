"""Which difference between two words is a slip of the fingers, and which makes it another word."""

from __future__ import annotations

from rapidfuzz.distance import OSA

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEXT_TO: dict[str, set[str]] = {}
for _r, _row in enumerate(_ROWS):
    for _c, _letter in enumerate(_row):
        _NEXT_TO[_letter] = {
            _ROWS[r][c]
            for r in (_r - 1, _r, _r + 1)
            for c in (_c - 1, _c, _c + 1)
            if 0 <= r < len(_ROWS) and 0 <= c < len(_ROWS[r]) and (r, c) != (_r, _c)
        }
_VOWELS = set("aeiouy")
_LONG = 8


def distance(written: str, meant: str) -> int:
    """Optimal string alignment: a swap of neighbours counts one."""
    return int(OSA.distance(written, meant))


def is_slip(written: str, meant: str) -> bool:
    """Whether ``written`` may be ``meant`` mistyped.

    Short words are other words at one letter's difference (Optum is not Optus, Capital is not Capita), so below eight
    letters only slips that fingers make count: a swap, a letter left out or doubled, a neighbouring key, a vowel for
    a vowel. From eight letters on, two slips of any sort in a word that starts alike.
    """
    if min(len(written), len(meant)) < 4 or written == meant:
        return False
    slips = distance(written, meant)
    if len(meant) >= _LONG and slips <= 2 and written[0] == meant[0]:
        return not (slips == 1 and len(written) > len(meant) and written.startswith(meant))
    if slips != 1:
        return False
    if len(written) == len(meant):
        changed = [i for i, (a, b) in enumerate(zip(written, meant, strict=True)) if a != b]
        if len(changed) == 2:
            return True  # neighbours swapped
        i = changed[0]
        a, b = written[i], meant[i]
        return i > 0 and (b in _NEXT_TO.get(a, set()) or (a in _VOWELS and b in _VOWELS))
    if len(written) < len(meant):
        return len(meant) >= 5 and written[0] == meant[0]
    for i in range(len(written)):
        if written[:i] + written[i + 1 :] == meant:
            around = {written[k] for k in (i - 1, i + 1) if 0 <= k < len(written)}
            return bool(around & ({written[i]} | _NEXT_TO.get(written[i], set())))
    return False
