"""Penalties over time as a picture: one panel a currency, legible on Discord's dark and light."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from matplotlib import dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from bot.wording import Words
from knowledge import Record

_PANELS = 3  # currencies shown; the rest is told in the text below the picture
# On a card of its own colour the picture does not depend on the reader's theme. Colours: Okabe and Ito's palette, told
# apart by colour-blind people too; and each kind has its own marker.
_CARD, _INK, _GRID = "#ffffff", "#1f2430", "#d9dce3"
_STYLES = {
    "administrative_fine": ("#0072B2", "o"), "civil_penalty": ("#009E73", "s"),
    "overdue_penalty_payment": ("#D55E00", "^"), "settlement": ("#CC79A7", "D"), "redress": ("#E69F00", "P"),
    "disgorgement": ("#56B4E9", "X"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chart:
    """A PNG file, and what it shows in words, for those who do not see it."""

    data: bytes
    alt: str


def drawn(record: Record) -> bool:
    """Whether a record has a sum that can be shown."""
    return record.amount is not None and record.kind in _STYLES and record.amount.amount > 0


def timeline(records: Iterable[Record], words: Words) -> Chart:
    """Each penalty with a sum at its decision date. Raises ValueError where none has one."""
    held = [r for r in records if drawn(r)]
    if not held:
        raise ValueError("no penalty with a sum")
    by_currency: dict[str, list[Record]] = {}
    for record in held:
        assert record.amount is not None
        by_currency.setdefault(record.amount.currency, []).append(record)
    order = sorted(by_currency, key=lambda c: (-len(by_currency[c]), c))
    panels = order[:_PANELS]
    figure = Figure(figsize=(9, 1.1 + 3.1 * len(panels)), dpi=120, facecolor=_CARD, layout="constrained")
    axes = figure.subplots(len(panels), 1, squeeze=False, sharex=True)[:, 0]
    for axis, currency in zip(axes, panels, strict=True):
        axis.xaxis_date()
        _panel(axis, currency, by_currency[currency], words)
    handles = {label: h for a in axes for h, label in zip(*a.get_legend_handles_labels(), strict=True)}
    figure.legend(handles.values(), handles.keys(), loc="outside upper center", ncols=3, frameon=False, labelcolor=_INK)
    if len(order) > len(panels):
        figure.supxlabel(words("chart.more", currencies=", ".join(order[_PANELS:])), color=_INK, fontsize=10)
    out = io.BytesIO()
    figure.savefig(out, format="png", facecolor=_CARD)
    return Chart(out.getvalue(), _alt(held, order, words))


def _panel(axis: Axes, currency: str, records: Sequence[Record], words: Words) -> None:
    sums = [r.amount.amount for r in records if r.amount]
    far_apart = max(sums) > 100 * min(sums)
    bottom = float(min(sums)) / 3 if far_apart else 0.0
    if far_apart:
        axis.set_yscale("log")
    for kind, (colour, marker) in _STYLES.items():
        of_kind = [r for r in records if r.kind == kind]
        if not of_kind:
            continue
        days = [float(mdates.date2num(r.decided)) for r in of_kind]  # type: ignore[no-untyped-call]
        heights = [float(r.amount.amount) for r in of_kind if r.amount]
        hollow = [r.standing is not None and r.standing.amount == 0 for r in of_kind]
        axis.vlines(days, bottom, heights, color=colour, alpha=0.45)
        for empty, label in (
            (False, words(f"kinds.{kind}")),
            (True, words("chart.hollow", kind=words(f"kinds.{kind}"))),
        ):
            chosen = [(d, h) for d, h, gone in zip(days, heights, hollow, strict=True) if gone is empty]
            if chosen:
                axis.plot(
                    [d for d, _ in chosen], [h for _, h in chosen], marker, color=colour, markersize=8, label=label,
                    markeredgecolor=colour if empty else _CARD, markerfacecolor=_CARD if empty else colour,
                )  # fmt: skip
    note = f" ({words('chart.log')})" if far_apart else ""
    axis.set_ylabel(f"{currency}{note}", color=_INK)
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _position: short_money(Decimal(str(float(value))))))
    locator = mdates.AutoDateLocator(minticks=3, maxticks=9)  # type: ignore[no-untyped-call]
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axis.tick_params(colors=_INK, labelsize=10)
    axis.grid(True, axis="y", color=_GRID, linewidth=0.8)
    axis.set_axisbelow(True)
    axis.margins(x=0.08, y=0.18)
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
    axis.set_ylim(bottom=bottom)


def short_money(value: Decimal) -> str:
    """``1.2bn``, ``20m``, ``500k``: for an axis, where the exact sum stands in the text."""
    for size, mark in ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"), (Decimal(10) ** 3, "k")):
        if abs(value) >= size:
            return f"{(value / size).normalize():f}{mark}" if value % size else f"{value / size:.0f}{mark}"
    return f"{value.normalize():f}"


def _alt(records: Sequence[Record], currencies: Sequence[str], words: Words) -> str:
    first, last = min(r.decided for r in records), max(r.decided for r in records)
    told = [words("chart.alt", n=len(records), first=first.isoformat(), last=last.isoformat())]
    for currency in currencies:
        of = [r for r in records if r.amount and r.amount.currency == currency]
        largest = max(of, key=lambda r: r.amount.amount if r.amount else Decimal(0))
        assert largest.amount is not None
        told.append(
            words("chart.alt_currency", currency=currency, n=len(of), sum=f"{largest.amount.amount:,f}",
                  who=largest.respondent, day=largest.decided.isoformat())
        )  # fmt: skip
    return " ".join(told)
