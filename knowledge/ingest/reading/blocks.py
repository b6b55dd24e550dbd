"""The text of a document as it is put together: headings, paragraphs, list items and table rows."""

from __future__ import annotations

from knowledge.ingest.reading.cleaning import clean, one_line


class Blocks:
    """Takes words and breaks in reading order. Items and rows stand one below the other, all else a line apart."""

    def __init__(self) -> None:
        self._told: list[tuple[str, str]] = []
        self._lines: list[list[str]] = [[]]
        self.item = False
        """Whether what comes next opens a list item."""

    def words(self, text: str) -> None:
        """More of the block that is open; white space in ``text`` is a space."""
        if text:
            self._lines[-1].append(text)

    def line(self) -> None:
        """A line break within the block."""
        self._lines.append([])

    def close(self) -> None:
        """The end of the block that is open, if any."""
        lines = [told for parts in self._lines if (told := one_line("".join(parts)))]
        self._lines = [[]]
        if lines and self.item:
            self._told.append(("item", "- " + "\n  ".join(lines)))
            self.item = False
        elif lines:
            self._told.append(("paragraph", "\n".join(lines)))

    def heading(self, text: str, level: int) -> None:
        self.close()
        if text := one_line(text):
            self._told.append(("heading", f"{'#' * min(max(level, 1), 6)} {text}"))

    def row(self, text: str) -> None:
        """A table's row, written already."""
        self.close()
        if text:
            self._told.append(("row", text))

    def text(self) -> str:
        self.close()
        parts: list[str] = []
        before = ""
        for kind, told in self._told:
            together = kind == before and kind in ("item", "row")
            parts += [("\n" if together else "\n\n") if parts else "", told]
            before = kind
        return clean("".join(parts))
