"""The README's picture: the lines of an answer drawn as a terminal, in SVG."""

from __future__ import annotations

import io
import re

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

COLUMNS = 92


def draw(command: str, answer: str) -> str:
    """An SVG without links to fonts elsewhere: a monospace font of the reader's machine is used."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text(f"$ {command}", style="bold"))
    console.print(Text(answer))
    svg = console.export_svg(title="Fineprint", theme=DEFAULT_TERMINAL_THEME, unique_id="answer")
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "DejaVu Sans Mono, Menlo, Consolas, monospace")
    svg = svg.replace('stroke="rgba(255,255,255,0.35)"', 'stroke="#b0b0b0"')  # a border that a white page shows
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"
