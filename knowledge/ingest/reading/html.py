"""HTML to a document: main text with headings, lists and tables, and what the page says of itself, by trafilatura."""

from __future__ import annotations

import copy
import re
from datetime import date
from html.parser import HTMLParser as PlainParser

import lxml.etree
import lxml.html
import trafilatura

from knowledge.ingest.reading.arrival import Arrival, Reading, refused
from knowledge.ingest.reading.blocks import Blocks
from knowledge.ingest.reading.cleaning import document_of, one_line, table_row
from knowledge.ingest.reading.damage import DAMAGE, what_is_wrong
from knowledge.ingest.reading.encoding import decode
from knowledge.ingest.reading.hidden import Sheet, drop_hidden
from knowledge.ingest.reading.language import Languages
from knowledge.ingest.reading.links import host_of, own_link
from knowledge.ingest.reading.stated import SEARCH, publication_day
from knowledge.records.problems import Problem

_BLOCK_TAGS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre "
    "section table tbody td tfoot th thead tr ul".split()
)
_UNSEEN_TAGS = frozenset({"script", "style", "template", "noscript", "head", "svg", "math", "iframe", "object"})
_VOID_TAGS = frozenset("area base br col embed hr img input link meta source track wbr".split())
_STRUCK_OUT = ("del", "s", "strike")
_CHANGED = re.compile("modif|updat|revis|chang", re.IGNORECASE)
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_UNIT = re.compile(r"(?:\b|\d\s?)(?:[mckd]?m|10)\Z")
_PROSE_CELL = 200
"""Characters from which a row's only cell is not a table's but the page's layout."""
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")


def read_html(arrival: Arrival, languages: Languages) -> Reading:
    """One document. A page without text, or one that is not text at all, is a Problem."""
    markup = decode(arrival.data, arrival.content_type, marked=True)
    if markup is None:
        return refused(arrival.name, "not readable: not text in any encoding that is known")
    problems: list[Problem] = []
    page = _Page()
    sheet = Sheet(markup)
    try:
        tree = _tree(markup, sheet)
        if tree is not None:
            page = _main_text(tree, arrival.url)
    except DAMAGE as error:
        problems.append(Problem(arrival.name, 0, f"the page's build is damaged: {what_is_wrong(error)}", False))
    text, title = page.text, page.title
    if not text:
        plain = PlainText(sheet)
        plain.feed(markup)
        plain.close()
        text, title = plain.blocks.text(), title or one_line(plain.title)
        if text:
            message = "the main text cannot be told from the rest of the page: all its text was taken"
            problems.append(Problem(arrival.name, 0, message, False))
    if not text:
        return refused(arrival.name, "no text: a page of pictures, or one that a browser fills by script")
    if arrival.url is None and (claimed := page.claims):
        # Whoever made the file wrote that: it is no source until it is fetched from there.
        message = (
            f"it says that it is from {claimed}, but was not fetched from there: it is kept without link and publisher"
        )
        problems.append(Problem(arrival.name, 0, message, False))
    document = document_of(
        title or arrival.name, text, language=languages.of(text), url=page.url or arrival.url,
        publisher=page.publisher, published=page.published,
    )  # fmt: skip
    return Reading((document,), tuple(problems))


class _Page:
    """What could be told of a page."""

    def __init__(self) -> None:
        self.text = ""
        self.title = ""
        self.url: str | None = None
        self.publisher: str | None = None
        self.claims = ""
        self.published: date | None = None


def _tree(markup: str, sheet: Sheet) -> lxml.html.HtmlElement | None:
    """The page without what is hidden or struck out, its footnote marks kept apart from the figures before them."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError:  # an empty page, or one nested deeper than any that people write
        return None
    drop_hidden(tree, sheet)
    for element in list(tree.iter(*_STRUCK_OUT)):
        element.drop_tree()
    for element in tree.iter("sup"):
        _set_off(element)
    for element in tree.iter(*_BLOCK_TAGS):
        _set_apart(element)
    for element in list(tree.iter("meta")):
        if any(_CHANGED.search(element.get(key) or "") for key in ("property", "name", "itemprop", "http-equiv")):
            element.drop_tree()
    return tree


def _set_off(mark: lxml.html.HtmlElement) -> None:
    """``5,000<sup>1</sup>`` is not 5,0001: a footnote's number gets brackets, a power is written as one."""
    number = str(mark.text_content()).strip()
    if number.isascii() and number.isdigit():
        for child in list(mark):
            mark.remove(child)
        mark.text = number.translate(_POWERS) if _UNIT.search(_before(mark)) else f"[{number}]"


def _before(element: lxml.html.HtmlElement) -> str:
    """The text that runs up to ``element``."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or str(previous.text_content())
    return (parent.text or "") if parent is not None else ""


def _set_apart(block: lxml.html.HtmlElement) -> None:
    """``One<div>two</div>three`` is three words, and trafilatura would make them one."""
    if block.tail and not block.tail[0].isspace():
        block.tail = "\n" + block.tail
    previous, parent = block.getprevious(), block.getparent()
    if previous is not None and (previous.tail or previous.tag not in _BLOCK_TAGS):
        if not (previous.tail or "")[-1:].isspace():
            previous.tail = (previous.tail or "") + "\n"
    elif previous is None and parent is not None and parent.text and not parent.text[-1].isspace():
        parent.text += "\n"


def _main_text(tree: lxml.html.HtmlElement, url: str | None) -> _Page:
    page = _Page()
    whole = copy.deepcopy(tree)  # trafilatura takes the tree apart
    found = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, with_metadata=True, date_extraction_params=dict(SEARCH)
    )
    if not isinstance(found, trafilatura.settings.Document):
        return page
    blocks = Blocks()
    if found.body is not None:
        _walk(found.body, blocks)
    page.text = blocks.text()
    page.title = one_line(found.title or "")
    page.url = own_link(found.url, url)
    named = one_line(found.sitename or "")
    # Where no name is given, trafilatura takes the host of whatever link the page calls its own.
    named = named if named != host_of(found.url) else ""
    page.claims = host_of(found.url) or named[:100]
    if url is not None:
        page.publisher = named or host_of(page.url).removeprefix("www.") or None
    page.published = publication_day(whole, found.date, page.url)
    return page


def _walk(element: lxml.etree._Element, blocks: Blocks) -> None:
    """Trafilatura's tree, https://trafilatura.readthedocs.io/en/latest/, to blocks."""
    tag = element.tag
    if tag == "head":
        level = int((element.get("rend") or "h2")[1:] or 2) if (element.get("rend") or "h2")[1:].isdigit() else 2
        blocks.heading(_words(element), level)
    elif tag == "row":
        cells = [_words(cell) for cell in element.iter("cell")]
        told = [cell for cell in cells if cell]
        if len(told) == 1 and len(told[0]) >= _PROSE_CELL:
            for cell in element.iter("cell"):
                _walk_inside(cell, blocks)
                blocks.close()
        else:
            blocks.row(table_row(cells))
    elif tag == "item":
        blocks.close()
        blocks.item = True
        _walk_inside(element, blocks)
        blocks.close()
        blocks.item = False
    elif tag == "lb":
        blocks.line()
    elif tag in ("body", "p", "quote", "code", "list", "table", "ab", "fw", "div", "cell", "main"):
        blocks.close()
        _walk_inside(element, blocks)
        blocks.close()
    elif isinstance(tag, str):
        _walk_inside(element, blocks)
    if element.tail and tag != "body":
        blocks.words(element.tail)


def _walk_inside(element: lxml.etree._Element, blocks: Blocks) -> None:
    if element.tag in ("quote", "code"):
        for number, part in enumerate(_EMPTY_LINE.split(element.text or "")):
            if number:
                blocks.close()
            blocks.words(part)
    else:
        blocks.words(element.text or "")
    for child in element:
        _walk(child, blocks)


def _words(element: lxml.etree._Element) -> str:
    return one_line(" ".join("".join(element.itertext(with_tail=False)).split()))


class PlainText(PlainParser):
    """All the text of a page whose build defeats the tree, without recursion, and without what ``sheet`` hides."""

    def __init__(self, sheet: Sheet | None = None) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = Blocks()
        self.title = ""
        self._sheet = sheet or Sheet()
        self._unseen = 0
        self._in_title = False
        self._hidden = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title"
        if self._hidden == "p" and tag in _BLOCK_TAGS:
            self._hidden = ""  # which ends a paragraph
        if self._hidden:
            self._depth += tag == self._hidden
        elif tag in _UNSEEN_TAGS:
            self._unseen += tag != "head"
        elif tag not in _VOID_TAGS and (
            self._sheet.hides(tag, dict(attrs)) or self._sheet.unreadable(tag, dict(attrs))
        ):
            self._hidden, self._depth = tag, 1
        elif tag in _BLOCK_TAGS:
            self.blocks.close()

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if self._hidden:
            self._depth -= tag == self._hidden
            self._hidden = self._hidden if self._depth else ""
        elif tag in _UNSEEN_TAGS and tag != "head":
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCK_TAGS:
            self.blocks.close()

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._unseen and not self._hidden:
            self.blocks.words(data)
