"""Every form of every name in the registries, and what each one means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.ledger.text import keys_of
from knowledge.records.penalties import Regulator, Respondent

# Forms of company that a person leaves out: "Criteo SA" is asked for as "Criteo". A dotted form is one word a letter.
LEGAL_FORMS = tuple(
    tuple(form.split())
    for form in (
        "inc, corp, corporation, co, company, incorporated, llc, l l c, llp, lp, na, n a, ltd, limited, co ltd, "
        "pty ltd, pte ltd, pvt ltd, private limited, plc, holdings plc, holdings inc, dac, gmbh, gmbh co kg, ag, "
        "se, kg, kgaa, ohg, ug, ev, e v, eg, sa, s a, sas, s a s, sasu, sarl, s a r l, snc, spa, s p a, srl, s r "
        "l, sl, s l, slu, s l u, sau, s a u, sca, lda, ltda, nv, n v, bv, b v, bvba, sprl, cv, ab, publ, as, a s, "
        "asa, aps, ap s, oy, oyj, ehf, hf, ou, uab, sia, doo, d o o, dd, d d, jsc, ad, eood, ood, kft, zrt, nyrt, "
        "sp z o o, s r o, kk, k k, co kg"
    ).split(", ")
)


@dataclass(frozen=True, slots=True)
class Named:
    """What a name means: a respondent node or a regulator. ``former`` marks a name of earlier days."""

    type: str  # "respondent" or "regulator"
    id: str
    former: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that is near to what was written; ``distance`` counts slips (a swap of neighbours is one)."""

    name: str
    meaning: Named
    distance: int


class Names:
    """Look-up of names by their words, longest first, and of near names for a slip."""

    def __init__(self, regulators: Iterable[Regulator], respondents: Iterable[Respondent]) -> None:
        self.regulators: dict[str, Regulator] = {r.code: r for r in regulators}
        self.respondents: dict[str, Respondent] = {r.id: r for r in respondents}
        self.by_words: dict[tuple[str, ...], tuple[Named, ...]] = {}
        self._written: dict[tuple[str, ...], str] = {}
        self._children: dict[str, list[str]] = {}
        for regulator in self.regulators.values():
            for form in (regulator.code, regulator.name, *regulator.names):
                self._add(form, Named("regulator", regulator.code))
        for respondent in self.respondents.values():
            if respondent.parent:
                self._children.setdefault(respondent.parent, []).append(respondent.id)
            for form in (respondent.name, *respondent.names):
                self._add(form, Named("respondent", respondent.id))
            for form in respondent.former:
                self._add(form, Named("respondent", respondent.id, former=True))
        shortened: dict[tuple[str, ...], list[Named]] = {}
        for words, meanings in list(self.by_words.items()):
            if any(m.type == "respondent" for m in meanings):
                self._add_without_legal_form(words, shortened)
        self.longest = max((len(words) for words in self.by_words), default=0)
        self._near = {" ".join(words): words for words in self.by_words if sum(map(len, words)) >= 4}

    def _add(self, form: str, meaning: Named) -> None:
        words = keys_of(form)
        if not words:
            return
        known = self.by_words.get(words, ())
        if not any(k.id == meaning.id and k.type == meaning.type for k in known):
            self.by_words[words] = (*known, meaning)
            self._written.setdefault(words, form)

    def _add_without_legal_form(self, words: tuple[str, ...], shortened: dict[tuple[str, ...], list[Named]]) -> None:
        """Adds "Criteo" for "Criteo SA"; where two names differ in that alone, the short form means both."""
        for form in LEGAL_FORMS:
            short = words[: -len(form)]
            if words[-len(form) :] != form or not short or (short in self.by_words and short not in shortened):
                continue
            known = shortened.setdefault(short, [])
            known += [m for m in self.by_words[words] if all(k.id != m.id for k in known)]
            self.by_words[short] = tuple(known)
            self._written.setdefault(short, self._written[words])

    def written(self, words: tuple[str, ...]) -> str:
        return self._written[words]

    def meaning(self, written: str, type_: str) -> tuple[str, ...]:
        """The entries of a type (``respondent``, ``regulator``) that a name means, with its form of company or not."""
        words = keys_of(written)
        for form in (words, without_legal_form(words)):
            found = tuple(m.id for m in self.by_words.get(form, ()) if m.type == type_)
            if found:
                return found
        return ()

    def family(self, node: str) -> frozenset[str]:
        """A node and everything below it."""
        found, waiting = set[str](), [node]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += self._children.get(current, [])
        return frozenset(found)

    def group_of(self, node: str) -> str:
        """The topmost node above (itself where there is none)."""
        seen = set[str]()
        while (parent := self.respondents[node].parent) and parent in self.respondents and node not in seen:
            seen.add(node)
            node = parent
        return node

    def group_name(self, node: str) -> str:
        return self.respondents[self.group_of(node)].name

    def near(self, written: str, limit: int = 3, slips: int | None = None) -> list[Suggestion]:
        """Names near to ``written``, nearest first; ``slips`` bounds the distance (default: one in four letters)."""
        phrase = " ".join(keys_of(written))
        if not phrase:
            return []
        bound = slips if slips is not None else max(1, len(phrase) // 4)
        found = process.extract(phrase, self._near.keys(), scorer=OSA.distance, score_cutoff=bound, limit=limit * 4)
        out: list[Suggestion] = []
        for near, distance, _ in sorted(found, key=lambda f: (f[1], f[0])):
            words = self._near[near]
            for meaning in self.by_words[words]:
                if all(s.meaning.id != meaning.id for s in out):
                    out.append(Suggestion(self._written[words], meaning, int(distance)))
        return out[:limit]


def without_legal_form(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name less its form of company, the longest that fits; never nothing."""
    fitting = [f for f in LEGAL_FORMS if len(f) < len(words) and words[-len(f) :] == f]
    return words[: -len(max(fitting, key=len))] if fitting else words


def display_regulator(regulator: Regulator) -> str:
    """How an answer names a regulator: by its code, or, where people say something else, by that."""
    return _SPOKEN.get(regulator.code, regulator.code)


_SPOKEN = {
    "EC": "European Commission", "GARANTE": "Garante", "CNPD-LU": "CNPD (Luxembourg)", "CNPD-PT": "CNPD (Portugal)",
    "DATATILSYNET-NO": "Datatilsynet (Norway)", "DATATILSYNET-DK": "Datatilsynet (Denmark)", "AP": "Dutch AP",
    "MULTISTATE": "US states (multistate)", "CAAG": "California Attorney General", "TXAG": "Texas Attorney General",
    "VTAG": "Vermont Attorney General", "NYAG": "New York Attorney General",
    "DPO-FI": "Finnish Data Protection Ombudsman",
    "BFDI": "BfDI", "HMBBFDI": "HmbBfDI (Hamburg)", "BLNBDI": "BlnBDI (Berlin)", "LFD-NI": "LfD Niedersachsen",
    "ILCOURT": "Circuit Court of Cook County", "NDILL": "US District Court, N.D. Illinois",
    "ADLC": "Autorité de la concurrence",
    "OIPC-BC": "OIPC British Columbia", "OIPC-AB": "OIPC Alberta",
}  # fmt: skip
