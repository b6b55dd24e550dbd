"""Sums that a law only allows or that someone only asks for, where no noun says so: "may cost up to $7,500"."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.ingest.extraction.scene import Reading, Scene
from knowledge.records.extracted import Role

_LAW = re.compile(
    r"\b(?:infring|violat|breach|contraven|offen[cs]e|fine[sd]?\b|penal|sanction|statut|law\b|act\b|manquement|infraction|"
    r"amende|verst[oö]ß|bußgeld|geldbuße|strafe|gesetz|infracci|multa|sanci|violazion|sanzion|legge|ley\b|loi\b)",
    re.IGNORECASE,
)
# "The maximum for this infringement was", "had set the limit at"
_LIMIT = re.compile(
    r"\b(?:maximum|limit|ceiling|cap|upper\s(?:bound|limit)|plafond|höchstbetrag|obergrenze|höchstmaß|máximo|tope|límite|"
    r"massimo|tetto)\b[^.;,]{0,60}\b(?:was|is|were|are|at|of|to|be|est|était|à|lag|liegt|ist|war|bei|von|es|era|en|è|di|a)\s"
    r"(?:(?:about|approximately|around|then|only|de|environ|rund|etwa|unos|circa)\s){0,2}$",
    re.IGNORECASE,
)
_TURNOVER = re.compile(
    r"\b(?:turnover|revenues?|sales|income|profits?|chiffre\sd[’']affaires|umsatz(?:es)?|facturación|volumen\sde\snegocios?|"
    r"fatturato)\b[^.;%]{0,40}\b(?:was|were|is|are|of|at|était|est|de|betrug|lag|von|bei|fue|era|es|è|di)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:rapporteur|procureur|parquet|ministère\spublic|avocat\sgénéral|prosecutors?|attorney\sgeneral|division|staff|"
    r"regulators?|authority|watchdog|commission(?:er)?|inspector(?:ate)?|aufsicht|behörde|staatsanwaltschaft|anklage|fiscal[ií]a?|"
    r"instructor|pubblico\sministero|procura)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_ASKED_BEHIND = re.compile(r"\s(?:verlangt|gefordert|beantragt|vorgeschlagen|sought|requested|proposed)\b")
# "$10,000, $5,000 of which is suspended": part of the sum before it.
_OF_WHICH = re.compile(r"\s(?:of\s(?:which|that|it|this)|thereof|dont|davon|de\slos\scuales|di\scui)\b", re.IGNORECASE)
_OBEY = re.compile(r"\bcompl[iy]|\bobey|\bdelay|\bretard|verzug|verzögerung|retraso|demora|ritardo", re.IGNORECASE)


def limited(scene: Scene, told: Reading, previous: Reading | None, heard: bool) -> Reading:
    """``told``, where the words say that the sum is only a limit, a rate or a demand. A range is never imposed."""
    before = scene.text[scene.low : scene.money.start]
    if told.role is Role.IMPOSED and scene.money.amount is None:
        return replace(told, role=Role.CAPPED)
    if told.role is Role.IMPOSED and previous is not None and _OF_WHICH.match(scene.text, scene.money.end):
        return Reading(Role.STORY, "story", 0.7)
    if told.role is Role.CAPPED and _TURNOVER.search(before):
        return Reading(Role.STORY, "story", 0.7)
    if told.role is not Role.STORY:
        return told
    if told.per in ("day", "week", "month") and _OBEY.search(scene.text, scene.money.end, scene.end):
        return replace(told, role=Role.THREATENED, head="periodic", strength=0.7)
    if told.per not in (None, "case") or _TURNOVER.search(before):
        return told
    near = any(c.name == "cap" and scene.before(c) <= 2 for c in scene.left)
    lawful = heard or _LAW.search(scene.text, scene.start, scene.end) is not None
    if near and previous is not None and previous.role is Role.THREATENED and scene.low > scene.start:
        return replace(told, role=Role.CAPPED, head="periodic", strength=0.7)
    if lawful and ((near and _LAW.search(scene.text, scene.start, scene.end)) or _LIMIT.search(before)):
        return replace(told, role=Role.CAPPED, head="fine", strength=0.6, per=None)
    asked = any(c.name == "propose" and scene.before(c) <= 2 for c in scene.left[:1])
    if (asked or _ASKED_BEHIND.match(scene.text, scene.money.end)) and _ASKS.search(before):
        return replace(told, role=Role.PROPOSED, head="fine", strength=0.6)
    return told
