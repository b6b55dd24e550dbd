"""Small files of every kind, made here, so that tests know what should come out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

PARAGRAPH = (
    "The Data Protection Authority has fined Acme Widgets EUR 1,200,000 because it sent advertising to people who had "
    "asked it not to. The investigation began in March 2021 and took eighteen months; the company answered late."
)
GERMAN = (
    "Die Datenschutzbehörde hat gegen die Acme Dübel GmbH eine Geldbuße von 300.000 Euro verhängt, weil das "
    "Unternehmen Bewerbungen jahrelang aufbewahrt hatte. Die Entscheidung ist noch nicht rechtskräftig."
)


def html(body: str = f"<p>{PARAGRAPH}</p>", head: str = "", title: str = "Acme fined for advertising") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title>{head}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/news">News</a></nav>'
        f"<main><article><h1>{title}</h1>{body}</article></main><footer>Copyright 2019. Cookies.</footer></body></html>"
    )


@dataclass(frozen=True, slots=True)
class At:
    """Words at a place of a page, in points from the lower left."""

    text: str
    x: float
    y: float
    size: float = 11.0
    font: str = "F1"


def lines(text: Sequence[str], x: float = 72, top: float = 760, pitch: float = 13.2, size: float = 11.0) -> list[At]:
    return [At(line, x, top - number * pitch, size) for number, line in enumerate(text)]


def pdf(pages: Sequence[Sequence[At]], title: str | None = None, extra: bytes = b"") -> bytes:
    """A PDF of version 1.4 whose letters are Helvetica's; ``extra`` goes into the trailer."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b""]
    kids = []
    for page in pages:
        stream = b"\n".join(
            b"BT /%s %.2f Tf 1 0 0 1 %.2f %.2f Tm (%s) Tj ET"
            % (at.font.encode(), at.size, at.x, at.y, _escaped(at.text))
            for at in page
        )
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % len(objects)
        )
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    objects[2] = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    if title is not None:
        objects.append(b"<</Title(%s)>>" % _escaped(title))
        extra += b"/Info %d 0 R" % len(objects)
    return _assembled(objects, extra)


def scanned_pdf() -> bytes:
    """One page with a picture of a grey pixel and no letter."""
    picture = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>"
    draw = b"q 400 0 0 600 72 72 cm /I Do Q"
    return _assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>",
            picture + b"\nstream\n\x80\nendstream",
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(draw), draw),
        ],
        b"",
    )


def encrypted_pdf() -> bytes:
    """One that no password opens."""
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>/ID[(aaaaaaaaaaaaaaaa)(aaaaaaaaaaaaaaaa)]"
    return pdf([lines([PARAGRAPH])], extra=lock % (b"o" * 32, b"u" * 32))


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _assembled(objects: Sequence[bytes], trailer: bytes) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table))
    return out.getvalue()


def word(title: str | None = None) -> bytes:
    """Headings, paragraphs, a list, a table with merged cells, a change that was accepted and one that was deleted."""
    made = docx.Document()
    made.core_properties.title = title or ""
    made.add_heading("Decision in the case of Acme Widgets", level=1)
    made.add_paragraph(PARAGRAPH)
    made.add_heading("Reasons", level=2)
    note = made.add_paragraph("The fine of EUR 5,000")
    note.add_run("1").font.superscript = True
    note.add_run(" is due.")
    made.add_paragraph("First reason", style="List Bullet")
    made.add_paragraph("Second reason", style="List Bullet")
    table = made.add_table(rows=3, cols=2)
    for row, cells in enumerate((("Breach", "Fine"), ("Article 5", "EUR 1,000,000"), ("Article 6", "EUR 200,000"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    merged = table.add_row().cells
    merged[0].merge(merged[1]).text = "Both are due at once"
    changed = made.add_paragraph("The authority ")._p
    changed.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>did not fine</w:delText></w:r></w:del>"))
    changed.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>has fined</w:t></w:r></w:ins>"))
    changed.append(parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve"> Acme.</w:t></w:r>'))
    control = "<w:sdtContent><w:p><w:r><w:t>In a content control</w:t></w:r></w:p></w:sdtContent>"
    made.element.body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}>{control}</w:sdt>"))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """The zip file with parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in changes:
                new.writestr(entry.filename, old.read(entry))
        for name, body in changes.items():
            new.writestr(name, body)
    return out.getvalue()


def rss(items: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Authority news</title><link>https://dpa.example/</link>{items}</channel></rss>"
    )


RSS_ITEM = (
    "<item><title>Acme fined</title><link>https://dpa.example/acme</link>"
    "<pubDate>Thu, 11 May 2023 00:30:00 +0200</pubDate><description>A teaser.</description></item>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Decisions</title><id>urn:x</id><updated>2023-01-02T00:00:00Z</updated>'
    '<entry><title>Acme &amp; Sons</title><id>urn:y</id><link href="https://dpa.example/sons"/>'
    "<published>2022-12-31T23:30:00-05:00</published><updated>2023-02-02T00:00:00Z</updated>"
    f'<content type="html">&lt;p&gt;{PARAGRAPH}&lt;/p&gt;&lt;p&gt;{PARAGRAPH} {PARAGRAPH}&lt;/p&gt;</content>'
    "</entry></feed>"
)
