"""What stands right at a sum: "up to", "reduced from", "a day", "originally", "or 4% of turnover"."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.ingest.extraction.cues import Cue
from knowledge.ingest.extraction.scene import PENALTIES, Reading, Scene
from knowledge.records.extracted import Role
from knowledge.records.penalties import Status

# "EUR 20 million or 4% of turnover" is what the law allows.
_PERCENT = re.compile(
    r"[\s)]*(?:at\s+most|maximum|máximo|maximal)?[\s,]*(?:or|ou|oder|o)\b[^.;]{0,140}?\d\s?(?:%|per\s?cent|Prozent|por\s+ciento)",
    re.IGNORECASE,
)
# These are set to make one obey; a "penalty payment" that was imposed may be one that fell due.
_RATE = re.compile(
    r"\b(?:daily|coercive|conditional|incremental|astreinte|subject\sto|under\spenalty|zwangsgeld|coercitiv)",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\bfall(?:en|s)?\sdue|\boverdue|liquidat|fail(?:ed|ing|ure)\sto\scomply|not\scomplied|non-?compliance\swith|festgesetzt",
    re.IGNORECASE,
)
_LATER = re.compile(r"\s(?:later|earlier|ago|before|after)\b")  # "€345m a year later" is no rate
_WEAK_FROM = frozenset({"from", "da", "dai", "dagli", "desde"})
_UNITS = (
    ("day", "day dail jour tag tägl día diari giorno giornal journ diem"),
    ("week", "week woche semaine semana settiman"),
    ("month", "month monat mois mes mese mensil"),
    ("year", "year annum annual jahr an año anno"),
)


def per_of(scene: Scene) -> str | None:
    for cue in scene.right:
        if cue.section == "near" and cue.name in ("per", "each_case"):
            if scene.behind(cue) > 2 or _LATER.match(scene.text, cue.end):
                return None
            unit = scene.text[cue.start : cue.end].casefold()
            return _unit(unit) if cue.name == "per" else "case"
        if cue.start - scene.money.end > 30:
            return None
    return None


def _unit(written: str) -> str:
    for unit, stems in _UNITS:
        if any(stem in written for stem in stems.split()):
            return unit
    return "day"


def beside(scene: Scene, told: Reading, per: str | None) -> Reading:
    """Corrects a reading by what stands right at the sum: "up to", "reduced from", "per day", "originally"."""
    if _PERCENT.match(scene.text, scene.money.end, scene.end) and told.strength < 0.9:
        return replace(told, role=Role.CAPPED, per=None)
    if per == "case":
        return replace(told, role=Role.CAPPED, per=None)
    if per is not None:
        penal = per != "year" and (
            told.head in PENALTIES or told.head == "pay" or told.role in (Role.THREATENED, Role.PROPOSED)
        )
        return replace(told, role=Role.THREATENED if penal else Role.STORY, per=per)
    if told.role is Role.PROPOSED and any(c.name == "cap" and c.start >= (told.verb_at or 0) for c in scene.left):
        told = replace(told, role=Role.CAPPED)
    if any(c.name == "cap" and scene.behind(c) == 0 for c in scene.right[:1]) and told.strength < 0.9:
        return replace(told, role=Role.CAPPED)
    if told.status is Status.REDUCED and any(c.name == "cap" and scene.before(c) <= 4 for c in scene.left):
        return replace(told, role=Role.CAPPED, status=Status.IMPOSED)
    for cue in (c for c in scene.left if c.section == "near"):
        gap = scene.before(cue)
        if cue.name == "cap" and (gap <= 2 or _reaches(scene, cue)) and not _exhausted(scene, cue, told):
            return replace(told, role=Role.CAPPED)
        if cue.name == "base" and gap <= 6:
            return replace(told, role=Role.REDUCED_FROM)
        if cue.name == "floor" and gap <= 2 and told.strength < 0.9:
            return replace(told, role=Role.CAPPED)
        if cue.name == "from" and gap <= 7 and told.role is not Role.STORY:
            plain = scene.text[cue.start : cue.end].casefold()
            if plain not in _WEAK_FROM or (gap <= 3 and any(c.name == "reduced" for c in scene.cues)):
                return replace(told, role=Role.REDUCED_FROM)
        if cue.name == "original" and gap <= 12 and told.role is Role.IMPOSED:
            told = replace(told, original=True)
    if told.head == "periodic" and told.role in (Role.IMPOSED, Role.PROPOSED):
        if told.role is Role.IMPOSED and _DUE.search(scene.text, scene.start, scene.end):
            return replace(told, head="overdue")
        if told.role is Role.PROPOSED or told.strength < 0.9 or _RATE.search(scene.text, scene.start, scene.end):
            return replace(told, role=Role.THREATENED)
    return told


def _exhausted(scene: Scene, cap: Cue, told: Reading) -> bool:
    """ "imposed the maximum fine of £500,000": the most was imposed."""
    if told.role is not Role.IMPOSED or told.strength < 0.9 or told.verb_at is None or told.verb_at > cap.start:
        return False
    word = scene.text[cap.start : cap.end].casefold()
    return (
        word in ("maximum", "highest possible", "maximale", "máxima", "massima", "maximalen")
        and scene.words(told.verb_at, cap.start) <= 4
    )


def _reaches(scene: Scene, cap: Cue) -> bool:
    """ "a maximum penalty of €5m": from a cap to the sum there is its noun alone."""
    between = [c for c in scene.cues if cap.end <= c.start and c.end <= scene.money.start]
    reach = 9 if any(c.name == "hypothetical" for c in between) else 6
    return scene.words(cap.end, scene.money.start) <= reach and all(
        c.section in ("noun", "near") or c.name == "hypothetical" for c in between
    )
