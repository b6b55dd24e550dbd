"""Names of public bodies by their form: "Hong Kong Monetary Authority", "Landesbeauftragte für Datenschutz", courts."""

from __future__ import annotations

import re
from functools import cache

from knowledge.ingest.extraction.tables import table

_CAP = r"[A-ZÀ-Þ][\w’'.-]*"
_LINKED = rf"(?:\s(?:and|of|for|the|y|e|de|del|la|las|los|et|und))*\s{_CAP}"
# In English a name of words with a capital that ends as those of authorities do.
ENGLISH = (
    rf"(?:{_CAP}\s){{1,5}}(?:Authority|Commission|Commissioner|Agency|Regulator|Ombudsman|Inspectorate|Tribunal|Directorate|"
    r"Regulatory\sCouncil|Competition\sCouncil|Competition\sBureau|Central\sBank)\b"
    rf"(?:\s(?:for|of)\s(?:the\s)?{_CAP}(?:\s(?:and\s|of\s)?{_CAP}){{0,4}})?(?!\s(?:Ltd|Inc|plc|Bank|Group|SA))"
)
GERMAN = (
    r"(?:[A-ZÄÖÜ][\w-]+e[rnms]?\s)?(?:Landes|Bundes)?[Bb]eauftragte[rn]?\sfür\s(?:den\s)?Datenschutz"
    r"(?:\sund\s(?:die\s)?Informationsfreiheit)?"
    r"|(?:[A-ZÄÖÜ][\w-]+(?:sche|er)[rnms]?\s)?(?:[Ll]andes|[Bb]undes)?(?:[Dd]atenschutz|[Ww]ettbewerbs|[Ff]inanzmarkt|[Kk]artell|[Ff]inanz|"
    r"[Bb]örsen|[Bb]anken)(?:behörde|aufsicht|kommission|kommissar(?:in)?|beauftragte[rn]?|amt|aufsichtsbehörde)\b"
)
FRENCH = (
    r"(?:Autorité|Commission|Agence)(?:\s(?:nationale|fédérale|suisse|bancaire|française|belge|européenne))"
    r"(?:\s(?:de\sla|de|des|du|d[’'])\s?[a-zà-ÿ]{3,}){0,2}"
    r"|(?:Autorité|Commission|Agence)(?:\s(?:de\sla|des|du|de)\s[a-zà-ÿ]{4,}){1,2}"
)
SPANISH = (
    r"(?:Superintendencia|Comisión|Agencia|Autoridad|Ministerio|Dirección\sGeneral)\s(?:Nacional\s|General\s|Federal\s)?"
    rf"(?:de|del|para)\s(?:la\s|las\s|los\s)?{_CAP}(?:{_LINKED}){{0,3}}"
)
ITALIAN = (
    r"(?:Autorità|Ministero|Agenzia|Commissione)\s(?:nazionale\s)?(?:per\sla|per\sle|per\sil|per|di|della|delle|dei|del|garante\sdella)\s"
    r"(?:[A-Za-zà-ÿ]{4,})(?:\s(?:e\sdel|del|della|dei|delle|di)\s[A-Za-zà-ÿ]{4,}){0,2}|(?<=[Ll][’'])Antitrust"
)
MANY_STATES = (
    r"\b(?:\d{1,2}|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Tt]en|[Tt]welve|[Tt]wenty|[Tt]hirty|[Ff]orty|[Ff]ifty|[Ss]everal)(?:-\w+)?\s"
    r"(?:U\.?S\.?\s)?(?:states|attorneys\sgeneral)\b"
)
_COURT = re.compile(
    rf"(?:{_CAP}\s){{0,4}}(?:Court|Tribunal)\b(?:\sof\s(?:the\s)?{_CAP}(?:\s(?:of\s)?{_CAP}){{0,2}})?"
    rf"|\b(?:(?:Amts|Land|Oberland|Verwaltungs|Bundesverwaltungs|Bundesgerichts|Bundes)gericht(?:shof)?)(?:\s{_CAP})?"
    rf"|\bTribunal(?:e)?\s(?:(?:administratif|judiciaire|correctionnel|Supremo|di|de)\s?){{1,3}}(?:{_CAP})?|\bAudiencia\sNacional\b|"
    r"\bConseil\sd[’']État\b|\bCour\s(?:d[’']appel|de\scassation)\b|\bTAR\b|\bConsiglio\sdi\sStato\b"
)
# The one that "fined the Port Authority" or "a fine on the Health Commission" is done to.
DONE_TO = re.compile(
    r"\b(?:fined|fining|fines|against|on|upon|gegen|contre|contra|contro|alla|to)\s(?:(?:the|a|die|das|la|l[’'])\s?)?$",
    re.IGNORECASE,
)


def courts_in(text: str) -> list[tuple[int, int]]:
    """Courts and tribunals that the text names, without an article."""
    found = []
    for match in _COURT.finditer(text):
        start = match.start() + (4 if match[0].startswith("The ") else 0)
        found.append((start, match.end()))
    return found


def states_acting(text: str) -> list[tuple[int, int, str]]:
    """Countries that a text says fined someone, with their codes."""
    return [(m.start("state"), m.end("state"), _codes()[m["state"]]) for m in _acting().finditer(text)]


@cache
def _codes() -> dict[str, str]:
    return {name: code for code, names in table("states").items() for name in names.split("|")}


@cache
def _acting() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _codes()), key=len, reverse=True))
    return re.compile(
        rf"(?<!in\s)(?<!of\s)(?<!from\s)\b(?P<state>{names})(?=(?:,?\s(?:and\s)?(?:the\s)?(?:{names})){{0,4}}\s(?:(?:has|had|have|also|then|each|later|alone|hat|a|ha)\s){{0,3}}"
        r"(?:fined|imposed|levied|sanctioned|penali[sz]ed|fines|verhängte|infligé|multó|multato|inflitto)\b)"
    )
