"""Answers to embeds: every limit of Discord's messages lives here, and all text is escaped here.

Limits: https://discord.com/developers/docs/resources/message (embed title 256, description 4,096, footer 2,048
characters, 6,000 in all).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, localcontext
from urllib.parse import quote, urlsplit

import discord
from babel.dates import format_date
from babel.numbers import format_decimal

from bot.wording import Words
from knowledge import Answer, Cited

TITLE, DESCRIPTION, FOOTER, WHOLE = 256, 4096, 2048, 6000
# Shorter than Discord allows: a page is to be read at a glance.
_BODY, _HEAD, _NOTES, _LINES, _UNIT = 2600, 1600, 900, 12, 800
_URL = 512
COLOURS = {"figures": 0x2E8B57, "passages": 0x3B78C4, "refusal": 0xD08A1D, "error": 0xC0392B, "plain": 0x6B7280}

_MARKUP = re.compile(r"([\\`*_~|<>\[\]#])")
_SCHEME = re.compile(r"(?i)(https?|steam|discord|mailto)(:)")
_INVITE = re.compile(r"(?i)(discord(?:app)?)(\.)(gg|com|me|io)")
_LEADING = re.compile(r"(?m)^(\s*)([-+]|\d+(?=\.))")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")
_INVISIBLE = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08\x0b-\x1f\x7f]")


def escape(text: str) -> str:
    """The text as it stands, with nothing in it that Discord would act on: markup, mentions, links, invites.

    Characters that turn the direction of writing are left out, for a figure must not be shown backwards.
    """
    text = _INVISIBLE.sub("", text).replace("\t", " ")
    text = _MARKUP.sub(r"\\\1", text)
    text = _SCHEME.sub(r"\1\\\2", text)
    text = _INVITE.sub(r"\1\\\2\3", text)
    text = text.replace("@", "@\u200b")
    return _LEADING.sub(lambda m: f"{m[1]}\\{m[2]}" if not m[2].isdigit() else m[0], text)


def fit(text: str, limit: int) -> str:
    """The text escaped, cut with "…" where it is longer than ``limit`` characters."""
    most = 4 * limit  # what is longer is not even looked at
    if len(text) <= most and len(whole := escape(text)) <= limit:
        return whole
    low, high = 0, min(len(text), most)
    while low < high:  # the longest start that fits: escaping grows with the length
        middle = (low + high + 1) // 2
        if len(escape(text[:middle].rstrip())) + 1 <= limit:
            low = middle
        else:
            high = middle - 1
    return escape(text[:low].rstrip()) + "…"


def pieces(text: str, limit: int) -> list[str]:
    """The whole text escaped, in pieces of at most ``limit`` characters, broken at spaces where there are some."""
    found: list[str] = []
    rest = text
    while rest:
        if len(escape(rest)) <= limit:
            found.append(escape(rest))
            break
        end = limit
        while len(escape(rest[:end])) > limit:
            end -= max(1, (len(escape(rest[:end])) - limit + 1) // 2)
        space = rest.rfind(" ", max(1, end // 2), end)
        end = space if space > 0 else max(1, end)
        found.append(escape(rest[:end]))
        rest = rest[end:].lstrip(" ")
    return found


def link(label: str, url: str, limit: int = 120) -> str:
    """A link where the address is a web address that can be shown; else the label alone."""
    shown = fit(label, limit)
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a bracket that nothing closes
        return shown
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return shown
    safe = quote(url, safe=":/?#@!$&'*+,;=%-._~")
    return f"[{shown}]({safe})" if len(safe) <= _URL else shown


def day(on: date, language: str) -> str:
    return str(format_date(on, "long", locale="en_GB" if language == "en" else language))


def number(value: Decimal, language: str) -> str:
    """As the language groups its digits, with nothing rounded away."""
    with localcontext() as context:
        context.prec = max(context.prec, value.adjusted() + 20)  # babel would refuse a number of more than 18 digits
        return str(format_decimal(value, "#,##0.##########", locale="en_GB" if language == "en" else language))


def _numbers(working: str, language: str) -> str:
    """A working, which is written as in English, with its numbers as the language writes them."""
    return _NUMBER.sub(lambda m: number(Decimal(m[0].replace(",", "")), language), working)


def source_line(cited: Sequence[Cited], language: str) -> str:
    """One document with its marks: `[1][2] title · publisher · date`."""
    first = cited[0]
    marks = "".join(f"\\[{c.n}\\]" for c in cited[:12])
    parts = [f"{marks} {link(first.title or first.document, first.url)}"]
    if first.publisher:
        parts.append(fit(first.publisher, 80))
    if first.day:
        parts.append(day(first.day, language))
    return " · ".join(parts)


def by_document(cited: Iterable[Cited]) -> list[list[Cited]]:
    groups: dict[tuple[str, str], list[Cited]] = {}
    for one in cited:
        groups.setdefault((one.document, one.title), []).append(one)  # a title ends with its page
    return list(groups.values())


def _bullet(line: str) -> list[str]:
    """A line of an answer in pieces; a leading dash is the answer's own list mark and stays one."""
    if line.startswith("- "):
        first, *rest = pieces(line[2:], _UNIT) or [""]
        return [f"- {first}", *rest]
    return pieces(line, _UNIT)


def answer_pages(answer: Answer, words: Words, title: str = "") -> list[discord.Embed]:
    """The embeds of an answer, one a page: headline, lines, caveats, sources. A mark means the same on every page."""
    head = [p for part in answer.headline.split("\n") for p in pieces(part, _UNIT)]
    if answer.kind != "passages":
        head = [f"**{p}**" for p in head]
    lines = [p for line in answer.lines for part in line.split("\n") for p in _bullet(part)]
    notes = [f"*{p}*" for note in answer.caveats for p in pieces(" ".join(note.split()), _UNIT)]
    first_head, more_head = _take(head, _HEAD)
    first_notes, more_notes = _take(notes, _NOTES)
    bodies: list[tuple[list[str], list[str], list[str]]] = []
    room = _BODY - sum(map(len, first_head + first_notes))
    units = more_head + lines + more_notes
    taken, units = _take(units, max(room, 0), _LINES)
    bodies.append((first_head, taken, first_notes))
    while units:
        taken, units = _take(units, _BODY, _LINES)
        bodies.append(([], taken, []))
    pages = []
    for number, (top, middle, bottom) in enumerate(bodies, start=1):
        text = _stacked([*top, *middle, *bottom])
        body = _with_sources(text, answer, words)
        embed = discord.Embed(description=body, colour=COLOURS[answer.kind])
        if title:
            embed.title = fit(title, TITLE)
        page = words("answer.page", n=number, of=len(bodies)) + " · " if len(bodies) > 1 else ""
        embed.set_footer(text=f"{page}{words('answer.footer', digest=answer.knowledge.digest[:8])}")
        pages.append(embed)
    return pages


def _stacked(units: Iterable[str]) -> str:
    """One below the other; an empty line ends a list or a quote, which would take in what follows."""
    lines: list[str] = []
    for unit in units:
        if lines and lines[-1][:2] in ("- ", "> ") and unit[:2] != lines[-1][:2]:
            lines.append("")
        lines.append(unit)
    return "\n".join(lines)


def _take(units: list[str], room: int, most: int = 10_000) -> tuple[list[str], list[str]]:
    """As many of the units as there is room for (at least one of those that fit a page), and the rest."""
    used = count = 0
    for unit in units:
        if count >= most or used + len(unit) + 1 > room:
            break
        used += len(unit) + 1
        count += 1
    return units[:count], units[count:]


def _with_sources(text: str, answer: Answer, words: Words) -> str:
    """The text, and below it the sources of the marks that stand in it, as far as there is room."""
    shown = {int(n) for n in re.findall(r"\\\[(\d{1,4})\\\]", text)}
    groups = by_document(c for c in answer.citations if c.n in shown)
    if not groups:
        return text
    out = [text, "", f"**{words('answer.sources')}**"]
    room = DESCRIPTION - sum(len(o) + 1 for o in out) - 80
    for position, group in enumerate(groups):
        line = source_line(group, answer.language)
        if len(line) + 1 > room:
            out.append(f"*{words('answer.more_sources', n=len(groups) - position)}*")
            break
        room -= len(line) + 1
        out.append(line)
    return "\n".join(out)


def quote_pages(answer: Answer, words: Words) -> list[discord.Embed]:
    """Every quote word for word with its link."""
    units: list[str] = []
    for group in by_document(answer.citations):
        units.append(source_line(group, answer.language))
        for cited in group:
            quoted = pieces(" ".join(cited.quote.split()), _UNIT)
            units += [f"> \\[{cited.n}\\] {quoted[0]}", *(f"> {more}" for more in quoted[1:])] if quoted else []
    return listing(words("button.sources"), units, words)


def working_pages(answer: Answer, words: Words) -> list[discord.Embed]:
    """Each figure with its working, its terms with their marks, and what was left out."""
    units: list[str] = []
    for told in answer.figures:
        figure = told.figure
        parts = [figure.measure, figure.basis or "", figure.group or ""]
        value = f"{escape(number(figure.value, answer.language))} {fit(figure.unit, 40)}"
        units.append(f"**{fit(' · '.join(p for p in parts if p), 200)}** {value}")
        if figure.working:
            units += [f"*{p}*" for p in pieces(_numbers(figure.working, answer.language), _UNIT)]
        for term, mark in zip(figure.terms, told.marks or (0,) * len(figure.terms), strict=True):
            shown = f" \\[{mark}\\]" if mark else ""
            units.append(
                f"- {fit(term.penalty, 120)}: {escape(number(term.value, answer.language))} {fit(term.unit, 40)}{shown}"
            )
        for left in figure.left_out:
            units.append(f"- {words('answer.left_out')} {fit(left.penalty, 120)}: {fit(left.reason, 300)}")
    return listing(words("button.working"), units, words)


def listing(title: str, units: Sequence[str], words: Words, kind: str = "plain") -> list[discord.Embed]:
    """Lines that are escaped already, each within a page's room, as embeds."""
    rest = [u[: DESCRIPTION - 200] for u in units] or [words("answer.nothing")]
    bodies = []
    while rest:
        taken, rest = _take(rest, DESCRIPTION - 100, 24)
        bodies.append(_stacked(taken))
    pages = []
    for number, body in enumerate(bodies, start=1):
        embed = discord.Embed(title=fit(title, TITLE), description=body, colour=COLOURS[kind])
        if len(bodies) > 1:
            embed.set_footer(text=words("answer.page", n=number, of=len(bodies)))
        pages.append(embed)
    return pages


def notice(text: str, kind: str = "plain") -> discord.Embed:
    """One short text of the bot's own, which is not escaped."""
    return discord.Embed(description=text[:DESCRIPTION], colour=COLOURS[kind])
