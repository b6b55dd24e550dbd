"""A Word file gives its text as it reads with all changes accepted; bombs are not unpacked."""

from __future__ import annotations

import io
import zipfile

from knowledge.ingest.reading.arrival import MB, Arrival, Limits, Reading
from knowledge.ingest.reading.docx import read_docx
from knowledge.ingest.reading.language import Languages
from tests.ingest.reading import files

LANGUAGES = Languages()
WORD = files.word()
BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def read(data: bytes, limits: Limits | None = None) -> Reading:
    return read_docx(Arrival("a.docx", data), LANGUAGES, limits or Limits())


def text_of(body: str) -> str:
    (document,) = read(files.repacked(WORD, {"word/document.xml": BODY.format(body).encode()})).documents
    return document.text


def says(reading: Reading) -> str:
    assert reading.documents == ()
    (problem,) = reading.problems
    assert problem.fatal and problem.source == "a.docx"
    return problem.message


def test_text_in_order() -> None:
    (document,) = read(WORD).documents
    assert document.title == "Decision in the case of Acme Widgets"
    assert document.language == "en"
    assert document.published is None
    assert document.text == "\n\n".join(
        (
            "In a content control",
            "# Decision in the case of Acme Widgets",
            files.PARAGRAPH,
            "## Reasons",
            "The fine of EUR 5,000[1] is due.",
            "- First reason\n- Second reason",
            "| Breach | Fine |\n| Article 5 | EUR 1,000,000 |\n| Article 6 | EUR 200,000 |\n| Both are due at once |",
            "The authority has fined Acme.",
        )
    )


def test_the_title_that_the_file_states() -> None:
    assert read(files.word("Fine on Acme Widgets")).documents[0].title == "Fine on Acme Widgets"
    assert read(files.word("Document 1")).documents[0].title == "Decision in the case of Acme Widgets"


def test_a_table_within_a_table() -> None:
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p>{inner}</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    assert text_of(outer) == "| a b |  |"


def test_breaks_tabs_and_hyphens() -> None:
    assert (
        text_of(
            "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>"
        )
        == "a\nb c-d"
    )


def test_moved_and_deleted_text() -> None:
    gone = "<w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
    assert text_of(f"<w:p>{gone}<w:moveTo><w:r><w:t>here</w:t></w:r></w:moveTo></w:p>") == "here"


def test_footnotes() -> None:
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="7"/></w:r>'
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    with zipfile.ZipFile(io.BytesIO(WORD)) as old:
        rels, types = old.read("word/_rels/document.xml.rels"), old.read("[Content_Types].xml")
    data = files.repacked(
        WORD,
        {
            "word/document.xml": BODY.format(f"<w:p><w:r><w:t>EUR 5,000</w:t></w:r>{mark}</w:p>").encode(),
            "word/footnotes.xml": (
                f'<w:footnotes {space}><w:footnote w:id="0"/><w:footnote w:id="7"><w:p><w:r>'
                "<w:t>Not final.</w:t></w:r></w:p></w:footnote></w:footnotes>"
            ).encode(),
            "word/_rels/document.xml.rels": rels.replace(
                b"</Relationships>",
                f'<Relationship Id="n" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode(),
            ),
            "[Content_Types].xml": types.replace(
                b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{content}"/></Types>'.encode()
            ),
        },
    )
    assert [d.text for d in read(data).documents] == ["EUR 5,000[1]\n\n[1] Not final."]


def test_nothing_but_pictures() -> None:
    assert "no text" in says(read(files.repacked(WORD, {"word/document.xml": BODY.format("<w:p/>").encode()})))


def test_what_grows_beyond_the_limit_is_not_unpacked() -> None:
    bomb = files.repacked(WORD, {"word/media/image1.bin": bytes(3 * MB)})
    assert len(bomb) < MB
    assert says(read(bomb, Limits(inflated=2 * MB))).startswith("unpacked it has 3.")


def test_what_lies_about_its_size_is_stopped() -> None:
    bomb = files.repacked(WORD, {"word/media/image1.bin": bytes(3 * MB)})
    lie = bomb.replace((3 * MB).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lie != bomb
    assert "damaged" in says(read(lie, Limits(inflated=2 * MB)))


def test_too_many_parts() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(5_001):
            packed.writestr(f"word/{number}", b"")
    assert "5,001 parts" in says(read(out.getvalue()))


def test_a_document_type_is_refused() -> None:
    xml = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>' + BODY.format(
        "<w:p><w:r><w:t>&c;</w:t></w:r></w:p>"
    )
    for data in (xml.encode(), ("\ufeff" + xml).encode("utf-16-le")):
        assert "document type" in says(read(files.repacked(WORD, {"word/document.xml": data})))


def test_damage() -> None:
    assert "damaged" in says(read(WORD[:-40]))
    assert "damaged" in says(read(files.repacked(WORD, {"word/document.xml": b"<w:document>"})))
    assert "damaged" in says(read(files.repacked(WORD, {"[Content_Types].xml": b"<Types/>"})))
