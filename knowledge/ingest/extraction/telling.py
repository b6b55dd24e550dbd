"""From the sums of a whole text to what it tells: repeats become one, parts give way to their total or it to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from knowledge.ingest.extraction.apart import with_parts
from knowledge.ingest.extraction.parties import Party
from knowledge.ingest.extraction.repeats import for_each, told_apart
from knowledge.ingest.extraction.scene import PENALTIES
from knowledge.ingest.extraction.sums import Sum
from knowledge.ingest.extraction.tables import table
from knowledge.ingest.extraction.told import Told
from knowledge.ingest.extraction.totals import without_parts
from knowledge.records.extracted import Role
from knowledge.records.penalties import Status

_DOUBTFUL = 0.5
_MOST = 60
_COURT = re.compile(
    r"court|tribunal|appeal|judge|conseil d.[ée]tat|gericht|audiencia|supremo|consiglio di stato|cassa[tz]ion|corte\b|"
    r"\bTAR\b",
    re.IGNORECASE,
)

_COURT_SETS = re.compile(
    r"(?:\b(?:court|tribunal|judges?|cour|conseil\sd.[ée]tat|corte|supremo|audiencia|TAR)\b|gericht(?:shof)?\b)[^.;]{0,60}?"
    r"\b(?:set|sets|fixed|fixes|considered|imposed|ordered|setzte|setzt|hielt|fixé|fixe|fijó|fija|fissato|rideterminato)\b",
    re.IGNORECASE,
)


def settle_all(text: str, told: Sequence[Told]) -> list[Told]:
    """What the text tells once all is heard, in order of place."""
    heard = _paid(list(told))
    heard = _rounded(_told_again(heard))
    heard = without_parts(text, with_parts(text, heard))
    heard = _lowered(_reset(text, heard))
    return for_each(text, _once(text, heard))


def _with(told: Told, role: Role, status: Status | None = None) -> Told:
    return replace(told, reading=replace(told.reading, role=role, status=status or told.reading.status))


def _told_again(told: list[Told]) -> list[Told]:
    """A sum that the text gives as the conversion of another is doubtful where it stands alone.

    So is one in another currency than the authority's own, where the text tells of one in that too.
    """
    again = {t.money.shown for t in told if t.reading.role is Role.CONVERTED}
    own = {(t.by.country, t.money.currency) for t in told if t.imposed and t.by}
    homes = table("money")["homes"]

    def doubtful(t: Told) -> bool:
        home = homes.get(t.by.country) if t.by and t.by.country else None
        other = home is not None and home != t.money.currency and t.by is not None and (t.by.country, home) in own
        return other or t.money.shown in again

    return [
        replace(t, reading=replace(t.reading, strength=min(t.reading.strength, _DOUBTFUL)))
        if t.imposed and doubtful(t)
        else t
        for t in told
    ]


def _rounded(told: list[Told]) -> list[Told]:
    """ "€4.34 billion" beside "€4,342,865,000": the exact telling stands for both."""
    imposed = [t for t in told if t.imposed and t.money.amount][:_MOST]
    short: dict[int, Told] = {}
    for t in imposed:
        exact = [o for o in imposed if o.family == t.family and rounds_to(o.money, t.money)]
        if len({o.money.amount for o in exact}) == 1:
            short[id(t)] = exact[0]
    out: list[Told] = []
    for t in told:
        named = [r for r in imposed if short.get(id(r)) is t]
        for r in named:
            t = _joined(t, r)
        out.append(t)
    return [o for o, t in zip(out, told, strict=True) if id(t) not in short]


def rounds_to(exact: Sum, rounded: Sum) -> bool:
    """Whether ``rounded``, with two figures or more, is what ``exact`` is called for short."""
    a, b = exact.amount, rounded.amount
    if exact.currency != rounded.currency or not a or not b or a == b:
        return False
    digits = f"{b.normalize():f}".rstrip("0").replace(".", "")
    if len(digits.lstrip("0")) < 2:
        return False
    exponent = b.normalize().as_tuple().exponent
    unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(a - b) * 2 <= unit and (rounded.scaled or abs(a - b) < 1)


def _paid(told: list[Told]) -> list[Told]:
    """A sum that was paid is the penalty itself where the text tells of no other that was imposed."""
    if any(t.imposed and not t.reading.original for t in told):
        return told
    return [_with(t, Role.IMPOSED, Status.PAID) if t.reading.role is Role.PAID else t for t in told]


def _reset(text: str, told: list[Told]) -> list[Told]:
    """ "The General Court has set the fine at €41 million": a court's lower sum takes the place of what was imposed."""
    out: list[Told] = []
    for i, t in enumerate(told):
        plain = t.imposed and t.reading.status is Status.IMPOSED and not t.reading.original
        if plain and _COURT_SETS.search(text, t.start, t.money.start):
            higher = [h for h in told[max(0, i - 6) : i] if h.imposed and _is_lower(t, h) and _same_one(t, h)]
            if higher and not _COURT.search(text, higher[-1].start, higher[-1].money.start):
                t = _with(t, Role.IMPOSED, Status.REDUCED)
        out.append(t)
    return out


def _same_one(one: Told, other: Told) -> bool:
    """Whether two sums may be one respondent's: no two names that differ."""
    if one.who is None or other.who is None or not (one.who.plain and other.who.plain):
        return True
    return one.who.key in other.who.key or other.who.key in one.who.key


def _lowered(told: list[Told]) -> list[Told]:
    """Where a lower sum took the place of a first one, the first is what it was reduced from."""
    imposed = [t for t in told if t.imposed and t.money.amount is not None]
    marked = [t for t in imposed if t.reading.original][:_MOST]
    reduced = [t for t in imposed if t.reading.status is Status.REDUCED and not t.reading.original][:_MOST]
    named = {t.money.shown for t in told if t.reading.role is Role.REDUCED_FROM}
    finals = {t.money.shown: t for t in imposed if not t.reading.original}
    first = {m.money.shown for m in marked if any(_is_lower(f, m) for f in finals.values())}
    for t in reduced:
        higher = [h for h in imposed if _is_lower(t, h)]
        known = {h.money.shown for h in higher} & (named | first)
        before = [h for h in higher if h.start <= t.start and h.reading.status is Status.IMPOSED]
        first |= known or {h.money.shown for h in before[-1:]}
    return [_with(t, Role.REDUCED_FROM) if t.imposed and t.money.shown in first else t for t in told]


def _is_lower(final: Told, first: Told) -> bool:
    a, b = final.money, first.money
    return a.currency == b.currency and a.amount is not None and b.amount is not None and a.amount < b.amount


def _once(text: str, told: list[Told]) -> list[Told]:
    """One record a sum and part played; a sum that was imposed is not told again as paid, proposed or story."""
    best: list[Told] = []
    places: dict[tuple[object, ...], list[int]] = {}
    imposed = {t.money.shown for t in told if t.imposed}
    for t in told:
        if not t.imposed and t.money.shown in imposed and t.reading.role not in (Role.CAPPED, Role.THREATENED):
            continue
        family = "fine" if t.family == "settlement" else t.family
        known = places.setdefault((t.reading.role, *t.money.shown, family if t.imposed else ""), [])
        same = next((i for i in known if not (_two_told_at_once(best[i], t) or told_apart(text, best[i], t))), None)
        if same is None:
            known.append(len(best))
            best.append(t)
        elif t.reading.strength > best[same].reading.strength + 0.04:
            best[same] = _joined(t, best[same])
        else:
            best[same] = _joined(best[same], t)
    return _completed(sorted(best, key=lambda t: t.money.start))


def _two_told_at_once(one: Told, other: Told) -> bool:
    """ "€60 million on A and €60 million on B": two penalties of the same sum in one sentence."""
    if one.start != other.start or one.who is None or other.who is None or not one.imposed:
        return False
    a, b = one.who.key, other.who.key
    return one.who.plain and other.who.plain and a not in b and b not in a


def _joined(kept: Told, other: Told) -> Told:
    """``kept`` with what only the other telling of the same sum says."""
    who = _fuller(kept.who, other.who)
    when = min((t.when for t in (kept, other) if t.when), key=lambda d: d.rank, default=None)
    reading = kept.reading
    if reading.head in ("pay", "settlement") and other.reading.head in PENALTIES:
        reading = replace(reading, head=other.reading.head)
    return replace(kept, reading=reading, who=who, by=kept.by or other.by, when=when)


def _fuller(kept: Party | None, other: Party | None) -> Party | None:
    """The plainer of two; of two plain ones the longer form of the same name, else the kept telling's own."""
    if kept is None or other is None or kept.plain != other.plain:
        return max((w for w in (kept, other) if w), key=lambda w: w.weight, default=None)
    longer = kept.written.casefold() in other.written.casefold() and len(kept.written) < len(other.written)
    return other if longer else kept


def _completed(told: list[Told]) -> list[Told]:
    """Where a text names one respondent alone for its penalties, that is whom the others speak of too."""
    plain = {t.who.id or t.who.key: t.who for t in told if t.imposed and t.who and t.who.plain}
    if len(plain) != 1:
        return told
    only = next(iter(plain.values()))
    return [replace(t, who=only) if t.who is None or not t.who.plain else t for t in told]
