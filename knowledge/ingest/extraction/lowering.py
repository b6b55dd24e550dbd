"""Old and new sums of a penalty that was changed: "substituted £30,000 for £80,000", "£1m before a 30% discount"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.ingest.extraction.scene import PENALTIES, Reading, Scene
from knowledge.ingest.extraction.sums import Sum
from knowledge.records.extracted import Role
from knowledge.records.penalties import Status

_SUBSTITUTED = re.compile(r"\b(?:substitut\w+|sostitu\w+|sustitu\w+)\b", re.IGNORECASE)
_FOR = re.compile(r"^[^.;]{0,60}?\b(?:for|in place of|instead of)\s(?:[\w’']+\s){0,7}$", re.IGNORECASE)
_REPLACED = re.compile(r"\b(?:replac\w+|remplac\w+|ersetz\w+|reemplaz\w+)\b", re.IGNORECASE)
_WITH = re.compile(r"^[^.;]{0,80}?\b(?:with|by|par|durch|por)\s(?:[\w’']+\s){0,6}$", re.IGNORECASE)
_BEFORE_DISCOUNT = re.compile(
    r"[\s,)]*(?:before|prior\sto|absent|without|avant|vor|antes\sde)\s(?:[\w’'%]+[\s-]){0,5}(?:discount|reduction|réduction|rabatt|"
    r"reducción|riduzione|settlement)",
    re.IGNORECASE,
)
_LEFT_AT = re.compile(
    r"\b(?:qued(?:ó|a|aron|ando|aba)|situ(?:ó|a)|fij(?:ó|ando)(?:la)?\sfinalmente)\s(?:\w+\s){0,2}en\s(?:(?:los|unos|un|total|de)\s){0,3}$",
    re.IGNORECASE,
)
_RESTORED = re.compile(
    r"\b(?:restored|reinstated|rétabli\w*|wiederhergestellt|restablec\w+|ripristinat\w+)\b", re.IGNORECASE
)
_TO = re.compile(r"\s(?:to|à|auf|a|en)\s(?:(?:only|just|un|les|los)\s)?")
_UNSURE = 0.6


def lowering(scene: Scene) -> Reading | None:
    """What the sentence says of the sum as the old or the new one of a penalty; None where it says nothing of that."""
    text, money = scene.text, scene.money
    before = text[scene.low : money.start]
    if scene.low > scene.start:
        earlier = text[max(scene.start, scene.low - 200) : scene.low]
        if _SUBSTITUTED.search(earlier) and _FOR.search(before):
            return Reading(Role.REDUCED_FROM, strength=0.85, verb_at=money.start)
        if _REPLACED.search(earlier) and _WITH.search(before):
            return Reading(Role.IMPOSED, strength=0.85, status=Status.REDUCED, verb_at=money.start)
    if _SUBSTITUTED.search(before):
        return Reading(Role.IMPOSED, strength=0.85, status=Status.REDUCED, verb_at=money.start)
    if _BEFORE_DISCOUNT.match(text, money.end, scene.end):
        return Reading(Role.REDUCED_FROM, strength=0.85, verb_at=money.start)
    if _LEFT_AT.search(before):
        return Reading(Role.IMPOSED, strength=0.85, status=Status.REDUCED, verb_at=money.start)
    return None


def settled(text: str, span: tuple[int, int], sums: Sequence[Sum], readings: Sequence[Reading]) -> list[Reading]:
    """The readings of one sentence once all of its sums are read: what was lowered before, what was restored."""
    out = list(readings)
    lowered = [i for i, r in enumerate(out) if r.role is Role.IMPOSED and r.status is Status.REDUCED]
    if lowered and _RESTORED.search(text, *span):
        return [_restored(r) for r in out]
    for i in lowered:
        new = sums[i]
        for k, r in enumerate(out):
            old = sums[k]
            higher = old.currency == new.currency and old.amount and new.amount and old.amount > new.amount
            weak = r.role is Role.STORY and r.strength < _UNSURE and (r.head in PENALTIES or _fell(text, old, new))
            if higher and (weak or (k < i and r.role is Role.IMPOSED and r.status is not Status.REDUCED)):
                out[k] = replace(r, role=Role.REDUCED_FROM, strength=0.8)
    return out


def _fell(text: str, old: Sum, new: Sum) -> bool:
    """ "de 12 à 7 millions": nothing but "to" between them."""
    return _TO.fullmatch(text, old.end, new.start) is not None


def _restored(reading: Reading) -> Reading:
    if reading.role is Role.REDUCED_FROM:
        return replace(reading, role=Role.IMPOSED, status=Status.UPHELD, original=False)
    if reading.role is Role.IMPOSED and reading.status is Status.REDUCED:
        return replace(reading, role=Role.STORY, status=Status.IMPOSED)
    return reading
