"""A process that adds, decides and reloads without end, to be killed at any moment."""

from __future__ import annotations

import itertools
import json
import sys
from contextlib import suppress
from pathlib import Path

from knowledge.library.deciding import NoSuch
from knowledge.library.folder import Folder
from knowledge.service import Knowledge, Settings
from knowledge.serving import Embedders
from tests.search.fakes import HashEmbedder


def story(number: int) -> str:
    """A text that tells a penalty of its own."""
    return (
        f"On 5 March 2024 the CNIL fined Borealis {number} SA EUR {50_000 + number} for its cookies. The company had "
        f"been told about it {number} times before, and had answered none of the letters that the authority sent.\n"
    )


def settled(knowledge: Knowledge) -> None:
    """Reload; again, as a person would, where another process was writing all the time."""
    while True:
        with suppress(OSError):
            knowledge.reload()
            return


def main(folder: Path, cache: Path, first: int) -> None:
    """Prints, a line each: the folder of every state that served, and every penalty whose acceptance was confirmed."""
    knowledge = Knowledge.serve(Settings(cache), [folder], embedders=Embedders(lambda _: HashEmbedder()))
    knowledge.warm()
    home = Folder(folder)
    print(f"serves {knowledge.folder}", flush=True)
    for number in itertools.count(first):
        row = json.dumps({"id": f"paper-{number}", "text": story(number), "url": f"https://paper.example/{number}"})
        with home.writing():
            home.write(f"documents/paper-{number}.jsonl", f"{row}\n")
        settled(knowledge)
        print(f"serves {knowledge.folder}", flush=True)
        for card in knowledge.cards()[:1]:
            with suppress(NoSuch):  # another process has decided meanwhile
                done = knowledge.desk("Ada").accept(card.id)
                print(f"accepted {done.penalty}", flush=True)
        settled(knowledge)
        print(f"serves {knowledge.folder}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
