"""Draft: a proposal on its way to a penalty, as it was told or as a person edited it, checked field by field."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pycountry

from knowledge.ledger.currencies import all_currencies
from knowledge.ledger.names import Names
from knowledge.library.naming import name_fault
from knowledge.records.extracted import Extracted, day_told
from knowledge.records.money import Money, decimal_from_text, plain
from knowledge.records.penalties import MONEY_KINDS, Kind, Regulator, Respondent, Status

EDITABLE = ("respondent", "regulator", "country", "amount", "currency", "kind", "decided", "status")
"""What a person may change. country: of a regulator that is not known yet."""
_PRECISIONS = {4: "year", 7: "month", 10: "day"}


class NotReady(ValueError):
    """The proposal cannot be accepted as it stands; ``faults`` says of each field what is missing or wrong."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Doubtful(NotReady):
    """Nothing is missing or wrong, but ``faults`` speak against it: a person may overrule them."""

    def __str__(self) -> str:
        return "; ".join(f"doubtful: {doubt}" for doubt in self.faults)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is going to be recorded. ``new_regulator`` and ``new_respondent`` are not in the registries yet."""

    told: Extracted
    regulator: Regulator
    respondent: Respondent
    new_regulator: bool
    new_respondent: bool


def shown(told: Extracted, names: Names) -> dict[str, str]:
    """The fields as a person reads and edits them; empty where the text does not tell."""
    regulator = names.regulators.get(told.regulator_code or "")
    respondent = names.respondents.get(told.respondent_id or "")
    return {
        "respondent": respondent.name if respondent else told.respondent or "",
        "regulator": regulator.code if regulator else told.regulator or "",
        "country": regulator.country if regulator else "",
        "amount": plain(told.amount.amount) if told.amount else "",
        "currency": told.amount.currency if told.amount else "",
        "kind": told.kind.value,
        "decided": day_told(told.decided, told.precision) if told.decided else "",
        "status": told.status.value,
    }


def draft(told: Extracted, edits: Mapping[str, str], names: Names) -> Draft:
    """The proposal with a person's ``edits`` (EDITABLE -> text) put in. Raises NotReady with every fault."""
    faults = [f"{key!r} is not one of {', '.join(EDITABLE)}" for key in edits if key not in EDITABLE]
    fields = shown(told, names)
    if "regulator" in edits:
        fields["country"] = ""  # that of another regulator
    fields |= {k: v.strip() for k, v in edits.items()}
    changed = _typed(fields, faults)
    regulator, new_regulator = _regulator(fields, names, told, faults, "regulator" in edits)
    respondent, new_respondent = _respondent(fields, names, told, faults, "respondent" in edits)
    if faults or regulator is None or respondent is None:
        raise NotReady(tuple(faults))
    told = replace(
        told, **changed, regulator=regulator.name, regulator_code=regulator.code, respondent=respondent.name,
        respondent_id=respondent.id,
    )  # fmt: skip
    return Draft(told, regulator, respondent, new_regulator, new_respondent)


def _typed(fields: Mapping[str, str], faults: list[str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    currency = fields["currency"].upper()
    if currency not in all_currencies():
        faults.append(f"currency is an ISO 4217 code such as EUR, found {fields['currency']!r}")
    try:
        amount = decimal_from_text(fields["amount"])
        out["amount"] = Money(amount, currency) if len(currency) == 3 and currency.isupper() else None
        if amount <= 0:
            faults.append("amount is more than nothing")
    except ValueError:
        faults.append(f"amount is digits with at most one point, such as 5200000, found {fields['amount']!r}")
    choices: tuple[tuple[str, Iterable[Kind] | Iterable[Status]], ...] = (("kind", MONEY_KINDS), ("status", Status))
    for key, allowed in choices:
        chosen = next((c for c in allowed if c.value == fields[key]), None)
        if chosen is None:
            faults.append(f"{key} is one of {', '.join(c.value for c in allowed)}; found {fields[key]!r}")
        out[key] = chosen
    day = fields["decided"]
    full = {4: f"{day}-01-01", 7: f"{day}-01", 10: day}.get(len(day))
    try:
        out["decided"], out["precision"] = date.fromisoformat(full or ""), _PRECISIONS[len(day)]
    except ValueError:
        found = f", found {day!r}" if day else ""
        faults.append(f"decided is a day, a month or a year such as 2023-04-13{found}")
    return out


def _regulator(
    fields: Mapping[str, str], names: Names, told: Extracted, faults: list[str], edited: bool
) -> tuple[Regulator | None, bool]:
    name = fields["regulator"]
    if not edited and told.regulator_code in names.regulators:
        return names.regulators[told.regulator_code], False
    if not name:
        faults.append("regulator is missing")
        return None, False
    known = names.regulators.get(name.upper()) or _one(names, name, "regulator", names.regulators, faults)
    if known is not None or (faults and faults[-1].startswith("regulator ")):
        return known, False
    if fault := name_fault(name, names, somebody=False):
        faults.append(f"regulator {fault}")
    country = fields["country"].upper()
    if country != "EU" and pycountry.countries.get(alpha_2=country) is None:
        faults.append(
            f"country of the regulator {name!r}, which is not known yet, is an ISO 3166 code such as FR, "
            f"found {fields['country']!r}"
        )
        return None, False
    code = slug(name).upper()
    return Regulator(code if code not in names.regulators else f"{code}-{country}", name, country), True


def _respondent(
    fields: Mapping[str, str], names: Names, told: Extracted, faults: list[str], edited: bool
) -> tuple[Respondent | None, bool]:
    name = fields["respondent"]
    if not edited and told.respondent_id in names.respondents:
        return names.respondents[told.respondent_id], False
    if not name:
        faults.append("respondent is missing")
        return None, False
    known = names.respondents.get(name) or _one(names, name, "respondent", names.respondents, faults)
    if known is not None or (faults and faults[-1].startswith("respondent ")):
        return known, False
    if fault := name_fault(name, names, somebody=True):
        faults.append(f"respondent {fault}")
        return None, False
    identity = slug(name)
    while identity in names.respondents:
        identity += "-2"
    return Respondent(identity, name, "company"), True


def _one(names: Names, name: str, type_: str, entries: Mapping[str, Any], faults: list[str]) -> Any:
    """The entry that a name means; None where none does, with a fault where several do."""
    found = names.meaning(name, type_)
    if len(found) > 1:
        faults.append(f"{type_} {name!r} means {' or '.join(found)}: give one of these")
    return entries[found[0]] if len(found) == 1 else None


def slug(text: str, longest: int = 48) -> str:
    """Lower-case letters, digits and dashes, for a file's name."""
    plain_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain_).strip("-")
    if words and len(words) <= longest:
        return words
    # Of a name in other letters, or cut short, two would be called the same.
    return f"{words[: longest - 7].rstrip('-') or 'x'}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"
