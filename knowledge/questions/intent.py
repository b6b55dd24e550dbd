"""What kind of thing a question wants, read off its concepts."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.questions.query import Dimension, Measure
from knowledge.questions.reading import Mention, Reading

_PICKS = {
    "largest": Measure.LARGEST,
    "smallest": Measure.SMALLEST,
    "earliest": Measure.EARLIEST,
    "latest": Measure.LATEST,
}
_YEARLY = frozenset(
    "yearly annual annually jahrlich annuel annuelle annuels annuelles anual anuales annuale annuali".split()
)
_STRONG_ASKS = ("why", "appeal_story", "explain", "how", "when", "who_decided")


@dataclass(frozen=True, slots=True)
class Cues:
    """The mentions of a reading by what they say, for short questions about them."""

    reading: Reading

    def all(self, section: str, key: str | None = None) -> list[Mention]:
        wanted = None if key is None else f"{section}.{key}"
        return [
            m
            for m in self.reading.mentions
            if (wanted is None and m.section(section) is not None) or (wanted is not None and m.has(wanted))
        ]

    def first(self, section: str, key: str | None = None) -> Mention | None:
        found = self.all(section, key)
        return found[0] if found else None

    def has(self, section: str, *keys: str) -> bool:
        if not keys:
            return bool(self.all(section))
        return any(self.all(section, key) for key in keys)

    def adjacent(self, left: Mention, right: Mention, reach: int = 1) -> bool:
        """Whether ``right`` follows ``left`` with at most ``reach`` ordinary words between."""
        return 0 <= right.i - left.j <= reach and not any(left.j <= u < right.i for u in self.reading.unread)


def ask_of(cues: Cues) -> str | None:
    """The strongest question word for passages, None where there is none."""
    for key in _STRONG_ASKS:
        if cues.has("ask", key):
            if key == "explain" and _is_mean_the_measure(cues):
                continue
            return key
    return "what" if cues.has("ask", "what_about", "whatis", "who", "yesno") else None


def _is_mean_the_measure(cues: Cues) -> bool:
    """ "mean" is an average in "the mean CNIL fine" and a question for meaning in "what does liquidation mean"."""
    mentions = cues.all("ask", "explain")
    return all(m.has("measure.mean") and m.i + 1 < len(cues.reading.tokens) for m in mentions) and not cues.has(
        "ask", "what_about"
    )


def wants_figure(cues: Cues) -> bool:
    """Whether the words ask for a number, a list or a pick, beyond any doubt that question words leave."""
    strong = ("howmuch", "total", "count", "mean", "median", "difference", "ratio", "percent", "days", "projection")
    if any(_real(cues, key) for key in strong):
        return True
    if cues.has("measure", *_PICKS) or cues.has("order") or cues.has("basis", "standing"):
        return True
    return cues.has("generic", "convert_cue")


def _real(cues: Cues, key: str) -> bool:
    for mention in cues.all("measure", key):
        if key == "mean" and mention.has("ask.explain") and not _is_mean_the_measure(cues):
            continue
        return True
    return False


def pick_of(cues: Cues) -> tuple[Measure, Mention] | None:
    """Largest, smallest, earliest or latest, with where it stands."""
    for key, measure in _PICKS.items():
        mention = cues.first("measure", key)
        if mention is not None:
            return measure, mention
    for mention in cues.all("ordinal"):
        if mention.section("ordinal") == "1":
            return Measure.EARLIEST, mention
        if mention.section("ordinal") == "last":
            return Measure.LATEST, mention
    return None


def top_of(cues: Cues, pick: Mention) -> int | None:
    """The n of "top 5", "three biggest", "5 largest"; None for a single one."""
    for mention in cues.reading.mentions:
        n = mention.number if mention.number is not None else _number(mention)
        if n is None or not 2 <= n <= 100:
            continue
        if cues.adjacent(mention, pick, 2) or cues.adjacent(pick, mention, 1):
            return n
    return None


def _number(mention: Mention) -> int | None:
    key = mention.section("number")
    return int(key) if key else None


def group_of(cues: Cues) -> tuple[Dimension, str] | None:
    """(dimension, most or least) where the question wants one figure a group."""
    dimensions = [m for m in cues.reading.mentions if m.section("dimension")]
    order = "least" if cues.has("order", "least") else "most"
    ranked = cues.has("order") or (cues.has("measure", "comparative") and cues.has("side", "or"))
    split = cues.has("group", "split")
    for mention in dimensions:
        by = [m for m in cues.all("group", "by") if cues.adjacent(m, mention, 1)]
        # "fined by the regulator" names who did it; "by regulator", "per regulator" asks for a breakdown.
        articles = [m for m in by if m.j < mention.i]
        plain = [m for m in by if m.j == mention.i and not _names_actors(cues, m, mention)]
        if plain or (articles and split):
            return _dimension(mention), order
        words = [t.key for t in cues.reading.tokens[mention.i : mention.j]]
        if mention.section("dimension") == "year" and (words[-1] in _YEARLY or len(words) > 2):
            return _dimension(mention), order
        if cues.has("order", "rank") or any(m.j == mention.i for m in cues.all("measure", "largest")):
            return _dimension(mention), order  # "rank the countries", "the biggest year"
    if split and dimensions:
        return _dimension(dimensions[-1]), order
    if ranked or cues.has("order"):
        for mention in dimensions:
            if _asked_for(cues, mention):
                return _dimension(mention), order
        who = cues.first("ask", "who")
        if who is not None and cues.has("order"):
            return (Dimension.RESPONDENT if _passive_who(cues, who) else Dimension.REGULATOR), order
    return None


def _names_actors(cues: Cues, by: Mention, mention: Mention) -> bool:
    """ "set by regulators other than the CNIL" says who did it; "by regulator" asks for a breakdown."""
    words = cues.reading.words(by.i, by.j).casefold()
    return words == "by" and cues.reading.tokens[mention.j - 1].key.endswith("s")


def _dimension(mention: Mention) -> Dimension:
    return Dimension(mention.section("dimension") or "")


def _asked_for(cues: Cues, mention: Mention) -> bool:
    """ "which company …", "what EU country …", "in which year …", "the company that …"."""
    before = [m for m in cues.reading.mentions if m.j <= mention.i]
    for previous in reversed(before[-4:]):
        if previous.has("measure.list") or previous.section("ask") in ("whatis", "what_about", "who"):
            return mention.i - previous.j <= 3
    start = cues.reading.tokens[max(0, mention.i - 3) : mention.i]
    return any(t.key in ("which", "what", "quelle", "quel", "welche", "welcher", "welches", "welchem", "que", "cual",
                         "quale", "qual", "in") for t in start)  # fmt: skip


def _passive_who(cues: Cues, who: Mention) -> bool:
    """ "who has been fined", "who paid", "who got": the respondent is asked for; "who fined X": the regulator."""
    keys = [t.key for t in cues.reading.tokens]
    passive = {"been", "got", "gets", "get", "paid", "pays", "pay", "received", "receives", "was", "were", "owes",
               "ete", "recu", "paye", "wurde", "wurden", "bekommen", "erhalten", "gezahlt", "bezahlt", "musste", "sido",
               "recibido", "pagado", "stato", "stata", "ricevuto", "pagato", "avuto", "bekam", "bekamen", "erhielt",
               "erhielten", "kassiert", "gekriegt", "mussten", "zahlt", "zahlte"}  # fmt: skip
    named_respondent = any(n.type == "respondent" for m in cues.reading.mentions for n in m.names)
    return not named_respondent and (any(k in passive for k in keys) or _regulator_follows(cues, who))


def _regulator_follows(cues: Cues, who: Mention) -> bool:
    return any(n.type == "regulator" for m in cues.reading.mentions if m.i >= who.j for n in m.names)


def counted_unit(cues: Cues) -> str | None:
    """What "how many" counts, where that is not fines: decisions, regulators, respondents, countries."""
    units = {"regulator": "regulators", "respondent": "respondents", "country": "countries"}
    for count in cues.all("measure", "count"):
        for mention in cues.reading.mentions:
            if mention.i < count.j or mention.i - count.j > 3:
                continue
            between = [m for m in cues.reading.mentions if count.j <= m.i < mention.i]
            if any(m.section("kind") for m in between):
                break
            if mention.section("dimension") in units:
                return units[mention.section("dimension") or ""]
            if mention.has("unit.decision"):
                return "decisions"
    return None
