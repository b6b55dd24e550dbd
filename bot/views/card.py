"""A proposal as one embed: the sum, the quote in its place, where it stands, and what speaks against it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import discord

from bot.render import COLOURS, escape, fit, link, number, pieces
from bot.wording import Words
from knowledge import Card, CardSource, Near

# Characters of each part, escapes included: together below the 6,000 of an embed, and each field below its 1,024.
_TITLE, _AROUND, _QUOTE, _FAULTS = 200, 300, 1300, 600
_VALUE, _SOURCES, _NEAR, _DOUBTS, _LACKS = 110, 700, 400, 480, 400
_LINK = 300
_WINDOW = 200  # what a card holds on either side of its quote, where the text goes on


def print_of(card: Card) -> str:
    """The same for a card that shows the same: what somebody decides about is what they saw."""
    shown = (sorted(card.fields.items()), card.quote, card.doubts, card.lacks, card.near, [s.id for s in card.sources])
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:8]


def headline(fields: Mapping[str, str], words: Words) -> str:
    """The sum and the respondent, as far as they are told; not escaped."""
    amount = number(Decimal(fields["amount"]), words.language) if fields["amount"] else ""
    parts = (f"{amount} {fields['currency']}".strip(), fields["respondent"])
    return " · ".join(p for p in parts if p) or words("review.not_told")


def kind_of(fields: Mapping[str, str], words: Words) -> str:
    known = words("kind." + fields["kind"]) if fields["kind"] in words.table["kind"] else fields["kind"]
    return known or words("review.not_told")


def status_of(fields: Mapping[str, str], words: Words) -> str:
    known = words("state." + fields["status"]) if fields["status"] in words.table["state"] else fields["status"]
    return known or words("review.not_told")


def percent_of(card: Card) -> int:
    """Rounded down, so that what is shown is never more than it is."""
    return int(card.confidence * 100 + 1e-9)


def card_embed(
    card: Card, at: int, of: int, words: Words, faults: Sequence[str] = (), doubtful: bool = False
) -> discord.Embed:
    """``faults``: of the form that was sent; ``doubtful``: they are no more than doubts."""
    body = [f"> {_quote(card)}"]
    if faults:
        lines = (f"❌ {fit(fault, 200)}" for fault in faults)
        head = words(f"review.{'doubtful' if doubtful else 'faults'}")
        body.append("\n".join([f"**{head}**", *_some(lines, len(faults), _FAULTS, words)]))
    embed = discord.Embed(
        title=fit(headline(card.fields, words), _TITLE), description="\n\n".join(body),
        colour=COLOURS["figures" if card.ready else "refusal"],
    )  # fmt: skip
    fields = card.fields
    regulator = f"{fields['regulator']} ({fields['country']})" if fields["country"] else fields["regulator"]
    short = (
        ("regulator", regulator), ("decided", fields["decided"]), ("kind", kind_of(fields, words)),
        ("status", status_of(fields, words)), ("confidence", f"{percent_of(card)} %"),
    )  # fmt: skip
    for name, value in short:
        embed.add_field(name=words(f"review.{name}"), value=fit(value, _VALUE) or words("review.not_told"))
    long: tuple[tuple[str, Sequence[Any], Callable[[Any, Words], str], int], ...] = (
        ("doubts", card.doubts, _warning, _DOUBTS), ("lacks", card.lacks, _warning, _LACKS),
        ("near", card.near, _near, _NEAR), ("sources", card.sources, _source, _SOURCES),
    )  # fmt: skip
    for name, rows, line, room in long:
        if rows:
            value = "\n".join(_some((line(row, words) for row in rows), len(rows), room, words))
            embed.add_field(name=words(f"review.{name}"), value=value, inline=False)
    embed.set_footer(text=words("review.place", n=at + 1, of=of, id=card.id)[:200])
    return embed


def cut_short(card: Card, words: Words) -> bool:
    """Whether the card shows less than all of its quote and sources."""
    if len(escape(_flat(card.quote))) > _QUOTE:
        return True
    sources = (_source(source, words) for source in card.sources)
    return len(_some(sources, len(card.sources), _SOURCES, words)) < len(card.sources)


def whole(card: Card, words: Words) -> list[str]:
    """The quote in its context and every source, as lines for a listing."""
    text = " ".join(part for part in (_flat(card.before), _flat(card.quote), _flat(card.after)) if part)
    return [*(f"> {p}" for p in pieces(text, 900)), *(_source(source, words) for source in card.sources)]


def _quote(card: Card) -> str:
    """One line of a block quote: the quote bold, what stands around it not."""
    before, quote, after = _flat(card.before), _flat(card.quote), _flat(card.after)
    if len(card.before) >= _WINDOW:  # the text begins before that, perhaps in the middle of a word
        before = before.partition(" ")[2]
    if len(card.after) >= _WINDOW:
        after = after.rpartition(" ")[0]
    if before:
        kept = _end(before, _AROUND)
        cut = kept != before or len(card.before) >= _WINDOW
        before = ("… " if cut else "") + escape(kept) + " "
    if after:
        cut = len(card.after) >= _WINDOW and len(escape(after)) <= _AROUND
        after = f" {fit(after, _AROUND)}" + (" …" if cut else "")
    if len(escape(quote)) <= _QUOTE:
        return f"{before}**{escape(quote)}**{after}"
    half = _QUOTE // 2
    return f"{before}**{fit(quote, half)}** … **{escape(_end(quote, half).lstrip())}**{after}"


def _end(text: str, limit: int) -> str:
    """The longest end of a text that has no more than so many characters once escaped."""
    while len(escape(text)) > limit:
        text = text[max(1, (len(escape(text)) - limit) // 2) :]
    return text


def _warning(text: str, words: Words) -> str:
    return f"- ⚠️ {fit(text, 300)}"


def _near(near: Near, words: Words) -> str:
    which = f"`{fit(near.id, 80)}`" if near.recorded else words("review.other")
    return f"- {fit(near.label, 150)} · {which}"


def _source(source: CardSource, words: Words) -> str:
    """Title with link, page, publisher, and why it tells the same."""
    shown = link(source.title or source.document, source.url)
    parts = [shown if len(shown) <= _LINK else fit(source.title or source.document, 120)]
    if source.page:
        parts.append(words("review.page", n=source.page))
    if source.publisher:
        parts.append(fit(source.publisher, 60))
    if source.rule:
        parts.append(f"*{fit(source.rule, 150)}*")
    return "- " + " · ".join(parts)


def _some(lines: Iterable[str], of: int, room: int, words: Words) -> list[str]:
    """As many whole lines as fit, and how many do not. ``lines`` are made as they are needed."""
    kept: list[str] = []
    used = 0
    for line in lines:
        left = of - len(kept) - 1
        more = len(words("review.more", n=left + 1)) + 1
        if used + len(line) + (more if left else 0) > room:
            return [*kept, words("review.more", n=left + 1)]
        kept.append(line)
        used += len(line) + 1
    return kept


def _flat(text: str) -> str:
    return " ".join(text.split())


def listed(cards: Iterable[Card], words: Words) -> list[str]:
    """Cards in one line each, as a batch shows them before it is accepted."""
    lines = []
    for card in cards:
        fields = card.fields
        rest = ", ".join(p for p in (fields["regulator"], kind_of(fields, words), fields["decided"]) if p)
        shown = f"- **{fit(headline(fields, words), 160)}** · {fit(rest, 160)} · {percent_of(card)} %"
        source = link(card.sources[0].title or card.sources[0].document, card.sources[0].url, 80)
        lines.append(f"{shown} · {source}" if len(source) <= _LINK else shown)
    return lines
