"""What a text says, in a sentence of its own, of a penalty that it tells of: annulled, upheld, appealed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.ingest.extraction.told import Told
from knowledge.records.penalties import Status

_WHAT = (
    r"(?:fines?|penalt(?:y|ies)|sanctions?|decision|order|amende|décision|bußgeld|geldbuße|strafe|entscheidung|bescheid|multa|sanción|"
    r"resolución|sanzione|provvedimento)"
)
_OF = r"(?:the|this|that|its|la|l[’']|le|cette|das|die|den|diese|el|lo|il)"
_ANNULLED = (
    r"(?:annulled|overturned|quashed|set\saside|struck\sdown|revoked|cancelled|a\sannulé|annulée?|aufgehoben|anuló|ha\sanulado|anulada|"
    r"annullato|annullata)"
)
_UPHELD = (
    r"(?:upheld|confirmed|affirmed|a\sconfirmé|confirmée?|bestätigt|bestätigte|confirmó|ha\sconfirmado|confirmada|ratificó|confermato|"
    r"confermata)"
)
_ACTION = (
    r"(?:appeals?|challenge|action|application|claim|recours|pourvoi|appel|klage|berufung|beschwerde|einspruch|rechtsmittel|recurso|apelación|"
    r"ricorso|appello)"
)
_FAILED = (
    rf"(?:dismissed|dismisses|rejected|rejects|threw\sout|lost|loses|a\srejeté|rejette|desestimó|desestima|rechazó|ha\sdesestimado|respinto|"
    rf"rigettato|wies|weist)\s(?:[\w’'éèà-]+\s){{0,4}}{_ACTION}\b|\b{_ACTION}\b[^.;]{{0,60}}?\b(?:was|were|has\sbeen|wurde|a\sété|fue|è\sstato)\s"
    rf"(?:\w+\s)?(?:dismissed|rejected|unsuccessful|abgewiesen|zurückgewiesen|rejetée?|desestimad[oa]|respinto)|\bappeal\sfailed|"
    rf"\b(?:the\s)?{_WHAT}\s(?:now\s)?stands\b"
)
_APPEALED = (
    r"(?:(?:has|have|had)\s(?:since\s|now\s)?appealed|appealed\s(?:the|this|that|against|to)|is\sappealing|are\sappealing|will\sappeal|"
    r"(?:lodged|filed|launched|brought|submitted)\san?\s(?:appeal|action\sfor\sannulment|challenge)|appeal\sis\s(?:still\s)?pending|under\sappeal|"
    r"has\schallenged\s(?:the|this)|referred\s(?:the|this|its)\s(?:decision\s)?(?:notice\s)?to\sthe\s(?:upper\s)?tribunal|not\s(?:yet\s)?final\b|"
    r"a\sfait\sappel|fera\sappel|fait\sappel|a\sformé\sun\s(?:recours|pourvoi)|a\ssaisi\sle\sconseil\sd|a\sintroduit\sun\srecours|"
    r"berufung\seingelegt|einspruch\seingelegt|(?:einspruch|berufung|beschwerde|rechtsmittel)\s(?:gegen|ein)|(?:noch\s)?nicht\srechtskräftig|"
    r"geht\sgegen|klagt\sgegen|recurrió|ha\srecurrido|recurrirá|no\ses\sfirme|ha\simpugnato|ha\spresentato\sricorso|farà\sricorso|"
    r"ha\sfatto\sricorso|ricorrerà)"
)


def _pattern(verb: str) -> re.Pattern[str]:
    """ "annulled the fine", "the fine was later annulled"."""
    active = rf"\b{verb}\s(?:{_OF}\s?)?(?:\w+(?:['’]s)?\s){{0,2}}{_WHAT}\b"
    was = r"(?:was|were|has\sbeen|wurde|a\sété|fue|è\sstat[oa])"
    passive = rf"\b{_OF}\s?(?:\w+\s){{0,2}}{_WHAT}\s{was}\s(?:\w+\s){{0,3}}?{verb}\b"
    return re.compile(rf"{active}|{passive}", re.IGNORECASE)


_SAID = (
    (_pattern(_ANNULLED), Status.ANNULLED),
    (_pattern(_UPHELD), Status.UPHELD),
    (re.compile(rf"\b{_FAILED}", re.IGNORECASE), Status.UPHELD),
    (re.compile(rf"\b{_APPEALED}", re.IGNORECASE), Status.UNDER_APPEAL),
)
_ASKED = re.compile(
    r"\b(?:not|sought|seeks?|seeking|asked|requested|could|would|may|might|should|if|whether|to\shave|never|can|demande|"
    r"beantragt|pide|chiede)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_WEIGHS = {Status.UNDER_APPEAL: 0, Status.UPHELD: 1, Status.ANNULLED: 1}


def with_outcome(text: str, told: Sequence[Told]) -> list[Told]:
    """The status of the penalties of a text, where they are one respondent's, as its last such sentence gives it."""
    imposed = [t for t in told if t.imposed]
    plain = [t for t in imposed if t.reading.status is Status.IMPOSED]
    if not plain or len(plain) != len(imposed) or len({t.who.key if t.who else "" for t in plain}) != 1:
        return list(told)
    said = [(m.start(), status) for pattern, status in _SAID for m in pattern.finditer(text)]
    said = [s for s in said if not _ASKED.search(text, max(0, s[0] - 60), s[0])]
    behind = [s for s in said if s[0] >= plain[0].end]
    said = behind or [s for s in said if s[0] < plain[0].start]
    if not said:
        return list(told)
    status = max(said, key=lambda s: (_WEIGHS[s[1]], s[0]))[1]
    return [replace(t, reading=replace(t.reading, status=status)) if t.imposed else t for t in told]
