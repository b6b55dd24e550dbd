"""Whether a sum was imposed, proposed, paid or annulled: the word that decides it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.ingest.extraction.cues import Cue
from knowledge.ingest.extraction.heads import paid_behind, settled_for
from knowledge.ingest.extraction.lowering import lowering
from knowledge.ingest.extraction.scene import REACH, Reading, Scene
from knowledge.records.extracted import Role
from knowledge.records.penalties import Status

BARE = 0.6
"""How plainly an infinitive alone says it: "to pay €5 million"."""
_NEGATED = 3
"""Words within which a "no" or "not" still belongs to the verb behind it: "no fine was imposed"."""
# Between a "could" or a "not" and the verb that it belongs to.
_HELPING = re.compile(
    r"[\s,]*(?:(?:be|been|being|have|has|also|even|to|only|remain|therefore|then|get|yet|still|not|a|in|principle|theory|further|then|"
    r"potentially|possibly|now|soon|well|again|therefore|être|werden|sein|ser|essere)[\s,]*){0,5}",
    re.IGNORECASE,
)
_TO = re.compile(
    r"\b(?:to|à|auf|a|in|en|mit)\s+(?:(?:just|only|about|approximately|the|a|sum|total|amount|of|un|la|somme)\s+){0,4}$",
    re.IGNORECASE,
)
# "to mitigate the risk of new breaches, the fine was": that risk is not the fine's.
_PAST_RISK = re.compile(r"risks?\b[^,;.]{0,60},", re.IGNORECASE)
_CONDITION = re.compile(
    r"(?:^|[.;,\s])(?:should\s(?:the|it|they|he|she)|if|unless|wenn|falls|sofern|si)\s[^.;]{0,120}?\b(?:will|would|shall|could|can|may|wird|würde|"
    r"serait|sera|podrá|podría|será|sarà)\b|\b(?:could|can|may|would|might)\s(?:also\s|then\s)?be\s(?:\w+\s)?(?:reduced|lowered|cut)\b",
    re.IGNORECASE,
)
# "faces a €290 million fine after the watchdog found …": the press says so of what was decided.
_FACES = re.compile(
    r"fac(?:es|ing)\b(?![^.;]{0,200}\b(?:could|may|might|up\sto|preliminar|propos|potential|possible|if)\b)[^.;]{0,120}\bafter\b[^.;]{0,80}?"
    r"\b(?:found|ruled|fined|decided|concluded|ruling|decision)\b",
    re.IGNORECASE,
)
_BE = re.compile(r"\s(?:\w+\s)?(?:be|have|werden|être|ser|essere)\b")
_THAT = re.compile(r"\s(?:that|que|qu[’']|che|dass)\b")
_COMMANDS = re.compile(r"(?:exig|esig)\w+\s[^.;]{0,80}?\b(?:que|che)\s(?:pagu|abon|pai|vers|pagh)", re.IGNORECASE)
# "cut the £275,000 fine to": the sum is the one before.
_DOWN_TO = re.compile(r"[^.;,()]{0,80}?\b(?:(?:to|auf|à)\s(?:[a-z]+\s){0,3}[€$£A-Z\d]|a\s[€\d])")
_AND = re.compile(r"\b(?:and|et|und|y|e)\b|[;,]\s(?!to\b)")
_STATUS = {"annulled": Status.ANNULLED, "upheld": Status.UPHELD, "appealed": Status.UNDER_APPEAL}


def decide(scene: Scene, head: str | None) -> Reading | None:
    """Whether it was imposed, proposed, paid …, by the deciding word; None where the sum has none."""
    told = lowering(scene)
    if told is not None:
        return told
    if lowered_to(scene):
        if _CONDITION.search(scene.text, scene.start, scene.money.start):
            return Reading(Role.PROPOSED, strength=0.8, verb_at=scene.money.start)
        return Reading(Role.IMPOSED, strength=0.85, status=Status.REDUCED, verb_at=scene.money.start)
    if settled_for(scene) and not any(c.section == "modal" for c in scene.left):
        return Reading(Role.IMPOSED, strength=0.9, verb_at=scene.money.start)
    for i, cue in enumerate(scene.left):
        told = _by_cue(scene, cue, scene.left[i + 1 :], head)
        if told is not None:
            return _turned(scene, told)
    for cue in scene.right:
        if cue.start - scene.money.end > REACH:
            break
        told = _by_cue_behind(scene, cue)
        if told is None and head == "pay" and cue.section == "verb" and cue.name == "pay" and paid_behind(scene, cue):
            told = _modal_of(scene, cue, scene.left, near=16) or Reading(Role.IMPOSED, strength=0.9, verb_at=cue.start)
        if told is not None:
            return told
    return None


def lowered_to(scene: Scene) -> bool:
    """ "was reduced for early payment to €1,600", "from €2m to €1m": a lowering before, and "to" right at the sum."""
    if not _TO.search(scene.text, max(scene.start, scene.money.start - 30), scene.money.start):
        return False
    return any(c.section == "turn" and c.name == "reduced" and c.start < scene.money.end + 30 for c in scene.cues)


def _by_cue(scene: Scene, cue: Cue, earlier: Sequence[Cue], head: str | None) -> Reading | None:
    """What one word before the sum decides; None where it decides nothing. ``earlier``: the cues before it."""
    at = cue.start
    if cue.section == "verb":
        if cue.name in ("fined", "imposed"):
            if cue.name == "imposed" and head in (None, "pay") and not earlier:
                return None
            return _modal_of(scene, cue, earlier, near=None) or Reading(Role.IMPOSED, strength=0.95, verb_at=at)
        if cue.name in ("bare", "to_fine", "pay"):
            governed = _modal_of(scene, cue, earlier, near=9)
            if governed:
                return governed
            decided = any(c.section == "verb" and c.name in ("decide", "imposed", "fined") for c in earlier[:2])
            return Reading(Role.IMPOSED, strength=0.92 if decided else BARE, verb_at=at)
        if cue.name == "paid":
            if any(c.section == "modal" for c in earlier):
                return Reading(Role.PROPOSED, strength=0.6, verb_at=at)  # "offered the possibility of a payment of"
            return Reading(Role.PAID, strength=0.8, verb_at=at)
    if cue.section == "modal":
        gap = scene.before(cue)
        if cue.name == "propose" and (gap <= 3 or _noun_next(scene, cue, 8)):
            return Reading(Role.PROPOSED, strength=0.85, verb_at=at)
        if cue.name == "avoided" and _noun_next(scene, cue, 6):
            return Reading(Role.STORY, strength=0.8, verb_at=at)
        if cue.name == "would_have" and gap <= 12:
            return Reading(Role.REDUCED_FROM, strength=0.8, verb_at=at)
        if cue.name == "negative" and _noun_next(scene, cue, 4):
            return Reading(Role.PROPOSED, strength=0.6, verb_at=at)
        if cue.name == "hypothetical" and _FACES.match(scene.text, cue.start, scene.end):
            return Reading(Role.IMPOSED, strength=0.7, verb_at=at)
        if cue.name == "hypothetical" and _noun_next(scene, cue, 5) and not _PAST_RISK.match(scene.text, cue.start):
            return Reading(Role.PROPOSED, strength=0.75, verb_at=at)
    if cue.section == "turn":
        if cue.name == "reduced" and _DOWN_TO.match(scene.text, scene.money.end):
            return Reading(Role.REDUCED_FROM, strength=0.85, verb_at=at)
        if cue.name == "reduced":
            return Reading(Role.IMPOSED, strength=0.85, status=Status.REDUCED, verb_at=at)
        if cue.name == "annulled" and _kept_for_it(scene, cue):
            return Reading(Role.STORY, strength=0.8, verb_at=at)
        if cue.name == "annulled" and scene.before(cue) <= 14:
            return Reading(Role.IMPOSED, strength=0.8, status=_annulled(scene, cue, earlier), verb_at=at)
        if cue.name == "upheld" and scene.before(cue) <= 14:
            return Reading(Role.IMPOSED, strength=0.9, status=Status.UPHELD, verb_at=at)
    return None


def _kept_for_it(scene: Scene, cue: Cue) -> bool:
    """ "set aside €200 million for a possible fine": money, no ruling; "set aside the €2 million fine" is one."""
    aside = scene.text[cue.start : cue.end].casefold().endswith("aside") and scene.before(cue) <= 3
    nouns = [c for c in scene.cues if c.section == "noun"]
    right_behind = any(not scene.text[scene.money.end : c.start].strip() for c in nouns if c.start >= scene.money.end)
    return aside and not right_behind and not any(cue.end <= c.start < scene.money.start for c in nouns)


def _annulled(scene: Scene, cue: Cue, earlier: Sequence[Cue]) -> Status:
    """Annulled, or, where it was only asked for ("sought the annulment of"), under appeal."""
    asked = any(c.section == "modal" and scene.words(c.end, cue.start) <= 5 for c in earlier[:2])
    return Status.UNDER_APPEAL if asked else Status.ANNULLED


def _noun_next(scene: Scene, cue: Cue, reach: int) -> bool:
    """Whether a penalty noun, and no verb before it, follows within ``reach`` words."""
    for c in scene.cues:
        if cue.end <= c.start and c.end <= scene.money.start:
            if c.section == "noun" and c.name != "story":
                return scene.words(cue.end, c.start) <= reach
            if c.section == "verb":
                return False
    return scene.before(cue) <= min(3, reach - 2)


def _modal_of(scene: Scene, verb: Cue, earlier: Sequence[Cue], near: int | None) -> Reading | None:
    """What a "could", "intends to" or "not" before the verb makes of it; None where there is none.

    ``near``: words between them at most; None for a finite verb, which takes helping verbs alone ("could have been").
    """
    for c in [c for c in earlier if c.end <= verb.start][:5]:  # one word may be a cue of two rows
        gap = scene.words(c.end, verb.start)
        if near is not None and c.name == "propose" and _THAT.match(scene.text, c.end):
            near = max(near, gap)  # "proposes that every company that … pay a fine of"
        if near is not None and _COMMANDS.match(scene.text, c.start):
            continue
        if near is not None and c.section == "verb" and c.name in ("bare", "pay") and verb.name == "bare":
            near = max(near, gap + 12)  # "recommended to order … and to impose": both depend on the first word
        if c.section == "verb" and c.name in ("fined", "imposed", "decide", "paid"):
            # "decided not to impose": the word between was seen before this one
            return None
        between = scene.text[c.end : verb.start]
        negated = c.name == "negative" and gap <= _NEGATED and "only" not in between.split() and "," not in between
        if not negated and (gap > near if near is not None else not _HELPING.fullmatch(scene.text, c.end, verb.start)):
            return None
        if c.section == "modal":
            if c.name == "would_have":
                return Reading(Role.REDUCED_FROM, strength=0.8, verb_at=c.start)
            if c.name == "negative":
                return Reading(Role.PROPOSED, strength=0.5, verb_at=c.start)
            return Reading(Role.PROPOSED, strength=0.8, verb_at=c.start)
    return None


def _by_cue_behind(scene: Scene, cue: Cue) -> Reading | None:
    """ "a fine of €5 million was proposed": a passive behind the sum."""
    gap = scene.text[scene.money.end : cue.start]
    if cue.section == "verb" and cue.name in ("imposed", "fined"):
        return Reading(Role.IMPOSED, strength=0.85, verb_at=cue.start)
    if cue.section == "modal" and cue.name == "propose" and len(gap) <= 60:
        return Reading(Role.PROPOSED, strength=0.8, verb_at=cue.start)
    if (
        cue.section == "modal"
        and cue.name == "hypothetical"
        and scene.behind(cue) <= 1
        and _BE.match(scene.text, cue.end)
    ):
        return Reading(Role.PROPOSED, strength=0.7, verb_at=cue.start)
    if cue.section == "modal" and cue.name == "would_have" and scene.behind(cue) <= 1:
        return Reading(Role.PROPOSED, strength=0.7, verb_at=cue.start)
    if cue.section == "verb" and cue.name == "paid" and len(gap) <= 30:
        return Reading(Role.PAID, strength=0.7, verb_at=cue.start)
    if cue.section == "turn" and len(gap) <= 60:
        status = {"annulled": Status.ANNULLED, "upheld": Status.UPHELD, "appealed": Status.UNDER_APPEAL}.get(cue.name)
        if status:
            return Reading(Role.IMPOSED, strength=0.75, status=status, verb_at=cue.start)
        if cue.name == "reduced":
            return Reading(Role.REDUCED_FROM, strength=0.7, verb_at=cue.start)
    return None


def _turned(scene: Scene, told: Reading) -> Reading:
    """Adds what the same sentence says came of it: "annulled the decision to impose …", "…, which was quashed"."""
    if told.role is not Role.IMPOSED or told.status is not Status.IMPOSED:
        return told
    for i, cue in enumerate(scene.left):
        if cue.section != "turn" or cue.name not in _STATUS or told.verb_at is None or cue.end > told.verb_at:
            continue
        if scene.words(cue.end, told.verb_at) <= 14 and not _AND.search(scene.text, cue.end, told.verb_at):
            annulled = cue.name == "annulled"
            return replace(told, status=_annulled(scene, cue, scene.left[i + 1 :]) if annulled else _STATUS[cue.name])
    for cue in scene.right:
        if cue.section == "turn":
            if cue.name == "reduced":
                return replace(told, original=True)
            return replace(told, status=_STATUS[cue.name])
        if cue.section == "verb" and cue.name in ("fined", "imposed"):
            break
    return told
