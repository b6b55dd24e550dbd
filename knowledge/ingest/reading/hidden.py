"""What a page hides from the people who look at it: whoever hides words there speaks to programs alone.

By the page's own attributes and style sheets; those that it loads from elsewhere, and colours, are not looked at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import lxml.html

_NEVER_SHOWN = frozenset({"template"})
_WHOLE_PAGE = frozenset({"html", "head", "body"})
"""Hidden until a script has run, as many pages are for a moment, they would hide everything."""
_STYLE_TAG = re.compile(r"<(/?)style\b([^>]{0,500})>?", re.IGNORECASE)
_MEDIA = re.compile(r"\bmedia\s*=\s*[\"']?([^\"'>]*)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACKET = re.compile("[{}]")
_ON_SCREENS = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*", re.IGNORECASE)
_SELECTOR = re.compile(r"([a-z][\w-]*|\*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
_PART = re.compile(r"([.#])([\w-]+)")
_NUMBER = re.compile(r"(-?\d*\.?\d+)\s*([a-z%]*)")
_NO_AREA = re.compile(r"rect\((?:\s*0(?:px)?[\s,]*){4}\)|rect\((?:\s*1px[\s,]*){4}\)|inset\(\s*(?:50|100)%")
_AWAY = -900
"""Pixels to the left or above from which on nothing is seen."""
_SMALL = {"px": 1.0, "pt": 1.0, "": 0.0, "em": 0.1, "rem": 0.1, "%": 10.0}
"""Sizes of letters, by unit, that nobody reads."""
_LOOKED_AT = frozenset(
    "display visibility opacity font-size font position left top right bottom text-indent margin-left margin-top clip "
    "clip-path content-visibility overflow height width max-height".split()
)
Style = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One simple selector, such as ``.note``, ``#top`` or ``div.note``, with what it sets."""

    weight: tuple[int, int, int, int]
    tag: str
    id: str
    classes: frozenset[str]
    sets: Style


class Sheet:
    """The style sheets that stand in a page, as far as they hide or show what a simple selector names."""

    def __init__(self, markup: str = "") -> None:
        self._rules: dict[str, list[_Rule]] = defaultdict(list)
        self._count = 0
        for sheet in _sheets(markup):
            self._take(_rules_of(_COMMENT.sub("", sheet)))

    def hides(self, tag: str, attributes: Mapping[str, str | None]) -> bool:
        """Whether nothing in this element is seen, whatever the elements within it set."""
        if tag in _WHOLE_PAGE:
            return False
        if tag in _NEVER_SHOWN or "hidden" in attributes or (tag == "dialog" and "open" not in attributes):
            return True
        if (attributes.get("aria-hidden") or "").strip().lower() == "true":
            return True
        style = self._style(tag, attributes)
        return bool(style) and _unseen(style)

    def unreadable(self, tag: str, attributes: Mapping[str, str | None]) -> bool | None:
        """Whether its letters are too small for anybody; None where it sets no size, and has that of what is around."""
        style = self._style(tag, attributes)
        sizes = style.get("font-size"), (style.get("font", "").split("/")[0].split() or [""])[-1]
        found = [_tiny(size) for size in sizes if size and _NUMBER.fullmatch(size)]
        return any(found) if found else None

    def _take(self, rules: Iterable[tuple[str, str]]) -> None:
        for selectors, body in rules:
            sets = _declared(body)
            self._count += 1
            for selector in selectors.split(",") if sets else ():
                match = _SELECTOR.fullmatch(selector.strip())
                if match is None or not match[0]:
                    continue
                parts = _PART.findall(match[2])
                classes = frozenset(name for mark, name in parts if mark == ".")
                identity = next((name for mark, name in parts if mark == "#"), "")
                tag = (match[1] or "").lower().replace("*", "")
                weight = (bool(identity), len(classes), bool(tag), self._count)
                key = f"#{identity}" if identity else f".{min(classes)}" if classes else tag
                self._rules[key].append(_Rule(weight, tag, identity, classes, sets))

    def _style(self, tag: str, attributes: Mapping[str, str | None]) -> Style:
        """What holds for the element: of its own ``style`` first, then of the rule that names it most closely."""
        style: Style = {}
        if self._rules:
            identity, classes = attributes.get("id") or "", frozenset((attributes.get("class") or "").split())
            found = [
                rule
                for key in (tag, "", f"#{identity}", *(f".{name}" for name in classes))
                for rule in self._rules.get(key, ())
                if rule.tag in ("", tag) and rule.id in ("", identity) and rule.classes <= classes
            ]
            for rule in sorted(found, key=lambda rule: rule.weight):
                style |= rule.sets
        if own := attributes.get("style"):
            style |= _declared(own)
        return style


def drop_hidden(tree: lxml.html.HtmlElement, sheet: Sheet) -> None:
    """Takes out of the page what is not seen; what stands after it stays."""
    for element in _elements(tree):
        if element.getparent() is not None and sheet.hides(str(element.tag), dict(element.attrib)):
            element.drop_tree()
    for element in _elements(tree):
        if sheet.unreadable(str(element.tag), dict(element.attrib)):
            _drop_unreadable(element, sheet)


def _elements(tree: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    return [element for element in tree.iter() if isinstance(element.tag, str)]


def _drop_unreadable(element: lxml.html.HtmlElement, sheet: Sheet) -> None:
    """Its words, but not those of elements within it that set a size of their own, as many layouts do."""
    around = [element]
    while around:
        one = around.pop()
        one.text = None
        for child in one:
            child.tail = None
            if isinstance(child.tag, str) and sheet.unreadable(child.tag, dict(child.attrib)) is not False:
                around.append(child)


def _sheets(markup: str) -> Iterator[str]:
    """The texts of the page's style sheets that are for screens of any width."""
    start = -1
    for match in _STYLE_TAG.finditer(markup):
        if start >= 0 and match[1]:
            yield markup[start : match.start()]
        media = _MEDIA.search(match[2])
        holds = media is None or media[1].strip().lower() in ("", "all", "screen")
        start = -1 if match[1] or not holds else start if start >= 0 else match.end()


def _rules_of(sheet: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of each rule that holds on screens whatever their width."""
    at, length = 0, len(sheet)
    while at < length:
        opened = sheet.find("{", at)
        if opened < 0:
            return
        head = sheet[at:opened].rpartition(";")[2].strip().lstrip("}").strip()
        if _ON_SCREENS.fullmatch(head):
            at = opened + 1  # its rules follow; its last bracket is skipped by `lstrip`
        elif head.startswith("@"):
            at = _after_block(sheet, opened)
        else:
            closed = sheet.find("}", opened)
            closed = length if closed < 0 else closed
            yield head, sheet[opened + 1 : closed]
            at = closed + 1


def _after_block(sheet: str, opened: int) -> int:
    depth = 0
    for match in _BRACKET.finditer(sheet, opened):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.end()
    return len(sheet)


def _declared(body: str) -> Style:
    declared: Style = {}
    for declaration in body.split(";"):
        name, _, value = declaration.partition(":")
        name = name.strip().lower()
        if name in _LOOKED_AT:
            declared[name] = value.lower().replace("!important", "").strip()
    return declared


def _unseen(style: Style) -> bool:
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    if style.get("content-visibility") == "hidden" or _opacity(style.get("opacity", "")):
        return True
    if _size(style.get("text-indent", ""), 0) <= _AWAY:
        return True
    if style.get("position") in ("absolute", "fixed"):
        sides = ("left", "top", "right", "bottom", "margin-left", "margin-top")
        return (
            any(_size(style.get(side, ""), 0) <= _AWAY for side in sides)
            or _NO_AREA.match(style.get("clip", "")) is not None
            or _NO_AREA.match(style.get("clip-path", "")) is not None
        )
    narrow = any(_size(style.get(side, ""), 1) == 0 for side in ("height", "width", "max-height"))
    return narrow and style.get("overflow") in ("hidden", "clip")


def _opacity(value: str) -> bool:
    match = _NUMBER.fullmatch(value)
    return match is not None and float(match[1]) <= (5 if match[2] == "%" else 0.05)


def _tiny(value: str) -> bool:
    match = _NUMBER.fullmatch(value)
    return match is not None and match[2] in _SMALL and float(match[1]) <= _SMALL[match[2]]


def _size(value: str, otherwise: float) -> float:
    """In pixels, roughly; ``otherwise`` where it is no plain size."""
    match = _NUMBER.fullmatch(value)
    if match is None:
        return otherwise
    return float(match[1]) * {"em": 16, "rem": 16, "vw": 10, "vh": 10, "%": 10, "cm": 38, "in": 96}.get(match[2], 1)
