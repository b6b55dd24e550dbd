"""The part that each sum of a sentence plays, read from the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.ingest.extraction.beside import beside, per_of
from knowledge.ingest.extraction.cues import Cue
from knowledge.ingest.extraction.deciding import BARE, decide, lowered_to
from knowledge.ingest.extraction.heads import head_of, is_damages, named_plainly, sent_out, sought, urges
from knowledge.ingest.extraction.limits import limited
from knowledge.ingest.extraction.lowering import settled
from knowledge.ingest.extraction.scene import PENALTIES, Reading, Scene
from knowledge.ingest.extraction.sums import Sum
from knowledge.records.extracted import Role

_LIST_WORDS = 40
"""Words between two sums of a list at most: "… and EUR 4,000 for the violation of Article 13"."""


def read_roles(
    text: str, span: tuple[int, int], cues: Sequence[Cue], sums: Sequence[Sum], before: Reading | None, heard: bool
) -> list[Reading]:
    """One reading for each of the ``sums`` of the sentence at ``span``.

    ``before``: what was said of the last sum above, where this sentence goes on its list; else None. ``heard``:
    whether the text told of a penalty or an authority before, so that "the amount was reduced to" speaks of that.
    """
    readings: list[Reading] = []
    previous = before
    for i in range(len(sums)):
        scene = Scene.around(text, span, cues, sums, i)
        previous = limited(scene, _read(scene, previous, heard or bool(i)), previous, heard)
        readings.append(previous)
    return settled(text, span, sums, readings)


def _read(scene: Scene, previous: Reading | None, heard: bool) -> Reading:
    head = head_of(scene, heard)
    told_of = heard or any(c.name in PENALTIES for c in scene.cues)
    if head is None and told_of and lowered_to(scene) and not is_damages(scene, "pay"):
        head = "fine"
    per = per_of(scene)
    if head is None and heard and per in ("day", "week", "month") and urges(scene):
        head = "periodic"
    if head is None and previous is not None and _settled_on(scene, previous):
        head = previous.head
    if head == "story" or _let_off(scene) or sent_out(scene):
        return Reading(Role.STORY, "story", 0.8, per)
    if head is None and not _goes_on(scene, previous):
        return Reading(Role.PROPOSED if sought(scene) else Role.STORY, strength=0.4, per=per)
    told = decide(scene, head)
    if head is None and previous is not None and told is None:
        return beside(scene, replace(_taken_over(previous), total=_total(scene)), per)
    if told is None and previous is not None and _coordinated(scene, previous):
        told = replace(previous, strength=previous.strength * 0.9, original=False)  # "… and a EUR 4,000 fine"
    told = told or Reading(Role.IMPOSED if named_plainly(scene) else Role.STORY, strength=0.45)
    if told.strength == BARE and previous is not None and previous.role is Role.IMPOSED and not previous.original:
        told = replace(told, strength=0.85)  # "… to pay €5 million and B to pay €3 million"
    told = replace(told, head=head or (previous.head if previous else ""), total=_total(scene))
    told = beside(scene, told, per)
    ranged = scene.money.amount is None and told.role is Role.IMPOSED and told.strength < 0.9
    return replace(told, role=Role.CAPPED) if ranged else told  # a bandwidth or an expectation, no penalty


def _settled_on(scene: Scene, previous: Reading) -> bool:
    """ "had intended to fine it £99 million but settled on £18.4 million": what came of what was proposed."""
    if previous.role not in (Role.PROPOSED, Role.REDUCED_FROM) or previous.head not in PENALTIES:
        return False
    turned = any(c.name == "end" and scene.low <= c.start < scene.money.start for c in scene.cues)
    return turned and any(c.name == "imposed" and scene.before(c) <= 4 for c in scene.left[:2])


_LET_OFF = re.compile(r"[^.;]{0,40}\b(?:waived|suspended|deferred|forgiven|credited|remitted|stayed)\b", re.IGNORECASE)


def _let_off(scene: Scene) -> bool:
    """ "…, of which $4 million will be waived": part of the sum before it."""
    of_which = re.search(r"\bof which\s(?:\w+\s){0,2}$", scene.text[scene.low : scene.money.start])
    return of_which is not None and _LET_OFF.match(scene.text, scene.money.end) is not None


def _goes_on(scene: Scene, previous: Reading | None) -> bool:
    """Whether the sum goes on what the one before it said: "… and EUR 4,000 for the violation of Article 13"."""
    if previous is None or previous.role in (Role.STORY, Role.CONVERTED):
        return False
    return scene.words(scene.low, scene.money.start) <= _LIST_WORDS


def _coordinated(scene: Scene, previous: Reading) -> bool:
    """Whether the sum stands in one breath with an imposed or proposed one before it."""
    if previous.role not in (Role.IMPOSED, Role.PROPOSED) or scene.low == scene.start:
        return False
    return (
        re.match(r"[^.;]{0,60}(?:,|\b(?:and|plus|et|und|y|e|as well as)\b)", scene.text[scene.low : scene.money.start])
        is not None
    )


def _total(scene: Scene) -> bool:
    before = any(c.name == "total" and scene.before(c) <= 3 for c in scene.left[:4])
    return before or any(c.name == "total" and scene.behind(c) <= 3 for c in scene.right[:2])


def _taken_over(previous: Reading) -> Reading:
    role = Role.STORY if previous.role is Role.REDUCED_FROM else previous.role
    return replace(previous, role=role, inherited=True, total=False, strength=previous.strength * 0.9)
