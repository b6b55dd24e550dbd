"""A small registry that the tests resolve names against."""

from __future__ import annotations

from knowledge.ledger.names import Names
from knowledge.records.penalties import Regulator, Respondent

NAMES = Names(
    [
        Regulator("CNIL", "Commission nationale de l’informatique et des libertés", "FR", names=("French DPA",)),
        Regulator("ICO", "Information Commissioner’s Office", "GB", names=("Information Commissioner",)),
        Regulator("FTC", "Federal Trade Commission", "US"),
        Regulator("SEC", "Securities and Exchange Commission", "US"),
        Regulator("EC", "European Commission", "EU", names=("Commission", "Brussels")),
        Regulator("DPC", "Data Protection Commission", "IE", names=("Irish DPA",)),
        Regulator("PIPC", "Personal Information Protection Commission", "KR"),
    ],
    [
        Respondent("nimbus", "Nimbus", "group", names=("Nimbus Games",)),
        Respondent("searchly", "Searchly", "group"),
        Respondent("friendnet", "FriendNet", "group", names=("FriendNet Ireland Limited",)),
    ],
)
