"""The day of a decision that a sentence of its own gives: "The orders were issued on March 3, 2022."."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from knowledge.ingest.extraction.dates import Dated
from knowledge.ingest.extraction.sums import Sum

_BEHIND, _BEFORE = 900, 600
"""Characters behind and before the sentence of a sum in which such a sentence still speaks of it."""
_WHAT = (
    r"(?:decision|order|ruling|judge?ment|notice|penalt(?:y|ies)|fine|settlement|sanction|resolution|agreement|announcement|"
    r"décision|délibération|arrêt|amende|entscheidung|beschluss|bescheid|urteil|bußgeld|geldbuße|resolución|sentencia|multa|"
    r"sanción|provvedimento|decisione|sentenza|sanzione|it|this)s?"
)
_DONE = (
    r"(?:dated|issued|adopted|imposed|given|handed\sdown|delivered|made|taken|signed|announced|decided|ruled|published|"
    r"entered|approved|filed|fined|sanctioned|concluded|reached|finali[sz]ed|prononcée?|rendue?|datée?|adoptée?|infligée?|verhängt|"
    r"erlassen|ergangen|ergeht|datiert|entschieden|gefällt|dictada|fechada|adoptada|impuesta|adottat[oa]|emess[oa]|irrogata|"
    r"datat[oa]|resolvió|impuso|decise|decidió|a\sdécidé|entschied|verhängte)"
)
# "The penalty notice is dated …", "Judgment was given on …", before the day.
_SAID = re.compile(
    rf"\b{_WHAT}\b[^.;:]{{0,60}}?\b{_DONE}\b[^.;:]{{0,40}}$|\bdated?\s(?:of\s)?$|"
    rf"\b{_WHAT}\s(?:is|was|ist|est|es|è)\s(?:from|of|vom|du|de|del)\s$",
    re.IGNORECASE,
)
# "On 3 March 2021 the Belgian DPA decided …", behind it.
_DONE_BEHIND = re.compile(
    rf"[^.;:]{{2,90}}?\b{_DONE}\b(?!\s(?:a|an|the|its)?\s?(?:draft|preliminary|provisional|statement|warning|summons|notice\sof\sintent|"
    r"investigation|inspection|complaint))",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:teilte|mitgeteilt|gab|bekannt|announced|said|a\sannoncé|anunció|ha\sannunciato)\b", re.IGNORECASE
)
_NO_DECISION = re.compile(
    r"\b(?:draft|preliminary|provisional|appeal(?:ed)?|lodged|opened|complain\w*|inspect\w*|investigat\w*|breach(?:ed)?|hacked|"
    r"reported|notified|requested|objections|effective|force|paid|payment|expires?|deadline|entwurf|beschwerde|projet|plainte|"
    r"reclamación|denuncia|reclamo|ricorso|recurso|recours)\b",
    re.IGNORECASE,
)


class Dating:
    """Finds the sentences of one text, without a sum, that date what was decided."""

    def __init__(
        self, text: str, dates: Sequence[Dated], sentences: Sequence[tuple[int, int]], sums: Sequence[Sum]
    ) -> None:
        starts, moneys = [s for s, _ in sentences], [s.start for s in sums]
        self._opening: list[Dated] = []
        self._closing: list[Dated] = []
        for dated in dates:
            if dated.other or dated.precision == "year":
                continue
            start, end = sentences[max(0, bisect_right(starts, dated.start) - 1)]
            if bisect_left(moneys, start) != bisect_left(moneys, end):
                continue
            low, high = max(start, dated.start - 160), min(end, dated.end + 140)
            if _NO_DECISION.search(text, low, high):
                continue
            if _SAID.search(text[low : dated.start]) or _TELLS.search(text[low : dated.start]):
                self._closing.append(dated)
            elif dated.start - start <= 30 and _DONE_BEHIND.match(text, dated.end, high):
                self._opening.append(dated)

    def near(self, start: int, end: int) -> Dated | None:
        """The day that goes with the sentence ``start:end`` of a sum; None where there is none.

        "The order is dated …" goes with what stands before it, "On 3 May the authority decided the case" with what
        follows.
        """
        found = [d for d in self._closing if end <= d.start < end + _BEHIND][:1]
        found += [d for d in self._opening if start - _BEFORE < d.start < start][-1:]
        found = found or [d for d in self._closing if start - _BEFORE < d.start < start][-1:]
        return min(found, key=lambda d: d.start - end if d.start >= end else start - d.end, default=None)
