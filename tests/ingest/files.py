"""A small knowledge base on disk, and one decision to spoil."""

from __future__ import annotations

from pathlib import Path

REGULATORS = """\
regulators:
  - {code: CNIL, name: Commission nationale, country: FR, fields: [privacy]}
  - {code: ICO, name: Information Commissioner, country: GB, fields: [privacy]}
"""
RESPONDENTS = """\
respondents:
  - {id: acme, name: Acme, type: group, names: [Acme Group]}
  - {id: acme-cloud, name: Acme Cloud, type: product, parent: acme}
"""
DECISION = """\
---
decision: cnil-acme-2022
title: "CNIL fines Acme"
regulator: CNIL
decided: 2022-10-17
sources:
  - {title: "The decision", publisher: "CNIL", url: "https://www.cnil.fr/acme"}
penalties:
  - id: cnil-acme-2022-fine
    kind: administrative_fine
    respondents: [acme]
    named: "Acme SA"
    amount: "20000000.50"
    currency: EUR
    announced: 2022-10-20
    laws: ["GDPR Art. 6"]
    sector: retail
    status: reduced
    standing: "15000000"
    quote: "the CNIL fined Acme EUR 20,000,000.50"
    events:
      - date: 2022-12-01
        event: appealed
        quote: "Acme appealed on 1 December 2022"
      - date: 2024-02-03
        event: reduced
        amount: "15000000"
        quote: "cut the fine to EUR 15,000,000"
---
# CNIL fines Acme

On 17 October 2022 the CNIL fined Acme EUR 20,000,000.50.

Acme appealed on 1 December 2022. On 3 February 2024 a court cut the fine to EUR 15,000,000.
"""
ARTICLE = """\
---
article: what-is-a-fine
title: What a fine is
sources:
  - {title: "A page", publisher: "CNIL", url: "https://www.cnil.fr/fine"}
---
A fine is a sum of money.
"""


def line_of(text: str, part: str) -> int:
    """The number of the first line that holds ``part``."""
    return text[: text.index(part)].count("\n") + 1


def write(folder: Path, files: dict[str, str | bytes] | None = None) -> Path:
    """The two registries and ``files`` (name: content), in ``folder``."""
    for name, content in {"regulators.yaml": REGULATORS, "respondents.yaml": RESPONDENTS, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder
