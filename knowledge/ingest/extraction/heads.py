"""What a sum is: a fine, a settlement, damages, or other money, by the noun that it belongs to."""

from __future__ import annotations

import re

from knowledge.ingest.extraction.cues import Cue
from knowledge.ingest.extraction.scene import OTHER, PENALTIES, REACH, Scene

# Between a sum and the noun behind it: "€5 million administrative fine", "$2m in refunds", never past "for" or a comma.
_TO_NOUN = re.compile(r"[\s)\]-]*(?:(?:in|of|de|en|di|an)\s+)?(?:(?:[^\W\d]|[-’'/])+[\s-]+){0,3}", re.UNICODE)
_STOPPERS = re.compile(
    r"\b(?:for|on|against|to|and|from|with|because|by|after|as|at|or|which|that|was|were|is|are|has|had|if|pour|contre|"
    r"et|car|für|gegen|und|wegen|por|contra|y|porque|per|contro|e|perché|since|due|under|upon|into|while|but|over|about|regarding|concerning|amid|despite|following)\b",
    re.IGNORECASE,
)
# A noun that is no fine is a sum's own only where it leads straight to it: "a turnover of", "revenues reached".
_LEADS = re.compile(
    r"[\s,:(]*(?:(?:of|con|mit|avec|was|were|is|are|at|to|for|in|amount(?:s|ed|ing)?|total(?:s|l?ed|l?ing)?|reach(?:ed|es)|"
    r"exceed(?:s|ed|ing)?|compris(?:e|es|ed|ing)|consist(?:s|ed|ing)?|includ(?:e|es|ed|ing)|namely|worth|over|about|"
    r"approximately|approx|around|nearly|almost|some|than|up|only|just|a|an|one|another|the|sum|roughly|below|above|had|been|be|"
    r"between|from|de|du|d|à|von|in|höhe|über|rund|ca|circa|di|da|por|unos|betrug|beträgt|belief|lag|bei|auf|s|élève|"
    r"élevant|ascendió|asciende|ammonta|è|est|es|fue|était|sich|millones|les|la|il|lo|des|del|della|un|une|una|otra|otro|"
    r"l|autre|eine|ein|einem|einer|anual|annuel|mondial|annuo|million|value|estimated|least|most|more|less|within|same)\b"
    r"[\s,:(’'-]*|[€$£]?\d[\d.,]*\s*(?:million|k|m)?[\s()]*|[A-Z]{3}\s){0,9}",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\s(?:[A-Z][\w&’'.-]*,?\s(?:and\s|of\s)?){1,6}(?:a total of\s|more than\s)?"
)  # "ICO fines Nimbus £5m"
_AGAINST = re.compile(r"\s+(?:against|on|upon)\s")  # "issued a €8,000 against": the noun was left out
# What a payment is called for where no penalty is named: "agreed to pay $5 million to resolve allegations".
_PENAL = re.compile(
    r"\babus[eo]|dominan|cartel|kartell|antitrust|mislead|decepti|unfair|unlawful|illegal|ilegal|illecit|scorrett|rechtswidrig|"
    r"\b(?:violat|breach|infring|settl|resol[vu]|corrective|compl[iy]|alleg|charges\b|penal|fine[ds]?\b|sanction|court\b|judge?ment|order(?:s|ed)?\b|"
    r"regulator|authorit|misconduct|fraud|attorney|transig|amend|viol|bußgeld|strafe|multa|sanzion)",
    re.IGNORECASE,
)
# What a court gives to one person is no penalty: "ordered the controller to pay the claimant €500 for damage".
_DAMAGES = re.compile(
    r"\b(?:(?:im|non-?)?material\s+damages?|damages?|compensat\w+|indemnif\w+|Art(?:icle|\.)\s82|claims?\s+for|award\w*|"
    r"(?:for|towards?|to|in)\s(?:its|their|his|her|the)\s(?:\w+[’']?s?\s)?costs\b|set\saside|(?:legal|court|procedural|proceeding)\w*\s+(?:costs?|fees?|expenses)|(?:lawyers?|attorneys?)[’']*\s+(?:and\s+\w+\s+)?fees|costs\s+of|"
    r"amount\s+in\s+dispute|pa(?:y|ys|id|ying|yment)\b[^.;]{0,25}\b(?:data\s+subjects?|applicants?|claimants?|plaintiffs?|complainants?|"
    r"employees?)|pa(?:y|id)\s(?:her|him)\b|schadens?ersatz|schmerzensgeld|dommages|préjudice|daños|perjuicios|risarcimento|danni)\b",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"\b(?:whistleblowers?|relators?)\b[^.;]{0,40}\breceiv|\b(?:(?:is|are|has|have|will|begin|began|started|start)\s(?:\w+\s)?)?(?:sending|sends|sent|mailing|mails|mailed|distributing|"
    r"distributes|distributed|returning)\s(?:out\s)?[^.;]{0,50}?\b(?:refunds?|payments?|checks|cheques|reimbursements?)\b"
)
_WORTH = re.compile(r"\b(?:fines?|penalt(?:y|ies)|surcharges?|sanctions?|settlements?),?\s(?:together\s)?worth$")
_PROFIT = re.compile(r"\bGewinne?s?n?\b|\bprofits?\b")
_CONFISCATED = re.compile(
    r"\b(?:zog|zieht)\b[^.;]{0,160}\bein\b|\beingezogen\b|\babgeschöpft\b|\bschöpfte?\b[^.;]{0,120}\bab\b|\bconfiscated\b|\bconfisqué"
)
_NEIGHBOURS = 240
_AROUND = re.compile(
    r"\b(?:fine[ds]?\b|penalt|sanction|regulator|watchdog|authority\b|commissioner|ombudsman|ministr[yo]|minist(?:er|ère)|tribunal|ruled\b|ruling|"
    r"breach|violat|infring|amende|autorité|infraction|manquement|bußgeld|geldbuße|behörde|aufsicht|kartellamt|verstoß|verstöße|verstieß|"
    r"\w*beauftragte|multa|autoridad|infracción|infracciones|agencia|autorità|garante|sanzion|violazion)|\w(?:behörde|aufsicht|beauftragte[rn]?|amt)\b",
    re.IGNORECASE,
)
_OBEY = re.compile(r"\bcompl[iy]|\bobey|\bdelay|conform|retard|befolg|nachkomm|cumpl|ottemper|ritardo", re.IGNORECASE)
_AS = re.compile(r"\b(?:as|for|in|by way of|constituting|à titre|als|como|a titolo)\b[^.;]{0,20}$", re.IGNORECASE)
_SECURED = re.compile(
    r"\b(?:secur|obtain|recover|w[io]n)(?:ed|es|s|ing)?\s(?:(?:a|more|than|over|nearly|about|total|of)\s){0,4}$"
)
_FROM = re.compile(r"\sfrom\s[A-Z\d]|\sfrom\s(?:the|a|an|three|two|four|five)\s")
# "the €90m that Norway levied", "HUF 15 million, imposed on Bela Kft."
_THAT_ONE = re.compile(r"\s(?:that|which)\s[^,.;]{1,60}$|,\s$")
# "wiping out $3 billion, after it was fined": what follows has a subject of its own.
_OF_ANOTHER = re.compile(
    r"[,;]\s(?:\w+\s)?(?:after|when|because|since|as|while|who|weil|nachdem|après|tras|dopo)\s|\bafter\s(?:it|they|he|she)\s"
)
_GERMAN_PASSIVE = re.compile(r"\b(?:wurden?|worden|ist|sind|hat|haben|hatte)\b[^.;]{0,120}\bmit\s(?:\w+\s){0,2}$")
_PAID_OFF = re.compile(r"reduction|discount|voluntar|\bproce(?:ss|dure|eding)|procedimiento", re.IGNORECASE)
_SETTLED_FOR = re.compile(
    r"\bsettl(?:e|es|ed|ing)\b[^.;]{0,110}\bfor\s(?:(?:about|approximately|nearly|over|more|than|a|total|of|some|the|sum)\s){0,4}$",
    re.IGNORECASE,
)


def head_of(scene: Scene, heard: bool) -> str | None:
    """The noun that a sum belongs to (a row of the tables, ``pay`` for a payment without one); None where it has none.

    ``heard``: whether the text has spoken of an authority or a penalty before.
    """
    head = _head(scene, heard)
    if (
        head == "story"
        and _CONFISCATED.search(scene.text, scene.start, scene.end)
        and _PROFIT.search(scene.text, scene.low, scene.money.end)
    ):
        return "disgorgement"
    if head == "pay" and scene.right and _buys(scene, scene.right[0]):
        return "story"
    if head in ("pay", "behind", "redress") and is_damages(scene, head):
        return "story"
    return "fine" if head == "behind" else head


def _buys(scene: Scene, cue: Cue) -> bool:
    """ "paid $1.3 billion to acquire …": what a payment was for makes it no penalty."""
    gap = scene.text[scene.money.end : cue.start]
    return cue.name in ("trade", "story") and scene.behind(cue) <= 3 and not re.search(r"[;,.]|\b(?:resolv|settl)", gap)


def _head(scene: Scene, heard: bool) -> str | None:
    """What the sum is: the noun right behind it, or the nearest one before it that can lead to it."""
    for cue in scene.right:
        if cue.section != "noun":
            continue
        gap = scene.text[scene.money.end : cue.start]
        if cue.name == "trade":
            if gap.strip(" ") in ("", "in") and scene.text[cue.start : cue.end] == "costs":
                return "story"  # "a £400 fine, £364 costs"
            break
        if len(gap) <= 45 and _TO_NOUN.fullmatch(gap) and not _STOPPERS.search(gap):
            return "settlement" if cue.name == "deal" else cue.name
        break
    if settled_for(scene):
        return "settlement"
    if heard and _FROM.match(scene.text, scene.money.end) and _SECURED.search(scene.text, scene.low, scene.money.start):
        return "settlement"
    clause = -1
    if scene.low == scene.start:  # what stands before a semicolon is told apart, but for that of "&amp;"
        before = scene.text[scene.low : scene.money.start].replace("&amp;", "&amp,")
        clause = scene.low + before.rfind(";") if ";" in before else -1
    for cue in scene.left:
        if cue.start < clause:
            break
        if cue.section == "verb" and cue.name in ("fined", "to_fine"):
            return "fine"
        if cue.section == "verb" and cue.name in ("pay", "paid") and scene.before(cue) <= 12:
            if any(c.name == "overdue" for c in scene.cues):
                return "overdue"
            penal = _PENAL.search(scene.text, scene.start, scene.end) is not None
            if heard and not penal:
                penal = cue.name == "pay" or _PAID_OFF.search(scene.text, scene.start, scene.end) is not None
            return "pay" if penal else "story"
        if cue.section == "verb" and cue.name == "penal" and scene.before(cue) <= 8:
            return "fine"
        if cue.section == "verb" and cue.name == "imposed" and _AGAINST.match(scene.text, scene.money.end):
            return "fine" if scene.before(cue) <= 2 else None
        if cue.section != "noun":
            continue
        if cue.name in PENALTIES or (cue.name in OTHER and scene.before(cue) <= 14):
            return cue.name
        if cue.name == "trade" and scene.before(cue) <= 5 and not _WORTH.search(scene.text, scene.start, cue.end):
            return "story"
        if cue.name == "story" and _LEADS.fullmatch(scene.text[cue.end : scene.money.start]):
            return "story"
    return _head_behind(scene, heard)


def settled_for(scene: Scene) -> bool:
    """ "settled with the CFTC for $7 million"."""
    return _SETTLED_FOR.search(scene.text, scene.low, scene.money.start) is not None


def sent_out(scene: Scene) -> bool:
    """ "is sending refunds totalling $3.4 million": what an authority hands on is no penalty."""
    return _SENT.search(scene.text, scene.start, min(scene.end, scene.money.end + 40)) is not None


def penal_around(text: str, start: int, end: int) -> bool:
    """Whether the sentences around ``start:end`` speak of an authority, a ruling or a breach."""
    return _AROUND.search(text, max(0, start - _NEIGHBOURS), min(len(text), end + _NEIGHBOURS)) is not None


def named_plainly(scene: Scene) -> bool:
    """ "Outcome: a fine of EUR 15,000", "a EUR 5,000 fine for …": without a verb the noun has to lead to the sum."""
    noun = next((c for c in scene.left if c.section == "noun"), None)
    if noun is not None and noun.name not in ("story", "trade"):
        gap = scene.text[noun.end : scene.money.start]
        if _LEADS.fullmatch(gap) or (scene.text[noun.start : noun.end].casefold() == "fines" and _NAMED.fullmatch(gap)):
            return True
        if any(c.name == "total" and scene.before(c) <= 3 for c in scene.left[:2]):
            return True  # "fines so far total €12 million"
    return any(c.section == "noun" and c.name != "story" and scene.behind(c) <= 3 for c in scene.right[:1])


def paid_behind(scene: Scene, cue: Cue) -> bool:
    """ "muss 210.000 Euro zahlen": the infinitive at the end of its clause."""
    must = any(c.section == "verb" and c.name == "decide" and scene.before(c) <= 14 for c in scene.left[:3])
    return must and scene.behind(cue) <= 6 and not re.search(r"[,;]", scene.text[scene.money.end : cue.start])


def _head_behind(scene: Scene, heard: bool) -> str | None:
    """ "€5 million was imposed on …", "€5 million as a fine": a verb of its own behind it."""
    for cue in scene.right:
        if cue.start - scene.money.end > REACH:
            break
        if _OF_ANOTHER.search(scene.text, scene.money.end, cue.start):
            break
        if cue.section == "verb" and cue.name == "pay" and paid_behind(scene, cue):
            return "pay" if heard or _PENAL.search(scene.text, scene.start, scene.end) else "story"
        if (
            cue.section == "verb"
            and cue.name in ("fined", "imposed")
            and (
                re.search(r"\b(?:was|were|been|wurde|a été|fue|è stata)\b", scene.text[scene.money.end : cue.start])
                or _THAT_ONE.match(scene.text, scene.money.end, cue.start)
                or (cue.name == "fined" and _GERMAN_PASSIVE.search(scene.text, scene.low, scene.money.start))
            )
        ):
            return "fine" if cue.name == "fined" else "behind"
        if cue.section == "noun" and cue.name in PENALTIES | OTHER:
            return cue.name if _AS.search(scene.text, scene.money.end, cue.start) else None
    return None


def sought(scene: Scene) -> bool:
    """ "Regulators are seeking $1 billion": no noun, but one who asks for it right before the sum."""
    demanded = scene.text[scene.low : scene.money.start].endswith(" for ")  # "is suing the firm for"
    asked = any(c.name == "propose" and scene.before(c) <= (6 if demanded else 1) for c in scene.left[:1])
    return asked and _PENAL.search(scene.text, scene.start, scene.end) is not None


def is_damages(scene: Scene, head: str) -> bool:
    """Whether a payment of the sentence goes to one who suffered or for the costs of a court, not to the public."""
    if any(
        c.section == "noun" and (c.name in PENALTIES or (c.name in OTHER and head != "redress")) for c in scene.cues
    ):
        return False
    found = _DAMAGES.search(scene.text, scene.start, scene.end)
    return found is not None and (head != "redress" or "cost" in found[0].casefold() or "fees" in found[0].casefold())


def urges(scene: Scene) -> bool:
    """ "up to EUR 100,000 for every day on which it does not comply": a rate that shall make one obey."""
    return _OBEY.search(scene.text, scene.start, scene.end) is not None
