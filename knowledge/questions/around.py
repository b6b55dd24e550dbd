"""What stands around a mention in a reading."""

from __future__ import annotations

from knowledge.questions.reading import Mention, Reading

LOOK_BACK = 2  # ordinary words ("the", "a") that may stand between a preposition and what it governs


class Around:
    """Looks to the left and right of mentions."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def keys_before(self, mention: Mention, section: str) -> tuple[str, ...]:
        """The keys of ``section`` among the concepts of the mention right before, over a few ordinary words."""
        i, skipped = mention.i, 0
        while i > 0 and skipped <= LOOK_BACK:
            previous = next((m for m in self.reading.mentions if m.j == i), None)
            if previous is not None:
                return tuple(c.partition(".")[2] for c in previous.concepts if c.startswith(section + "."))
            if i - 1 in self.reading.unread:
                return ()
            i, skipped = i - 1, skipped + 1
        return ()

    def before(self, mention: Mention, section: str) -> str | None:
        return next(iter(self.keys_before(mention, section)), None)

    def after(self, mention: Mention, section: str) -> str | None:
        following = self.following(mention)
        return following.section(section) if following else None

    def following(self, mention: Mention, reach: int = 0) -> Mention | None:
        """The next mention, with at most ``reach`` words between."""
        for gap in range(reach + 1):
            found = next((m for m in self.reading.mentions if m.i == mention.j + gap), None)
            if found is not None:
                return found
        return None

    def preceding(self, mention: Mention) -> Mention | None:
        return next((m for m in self.reading.mentions if m.j == mention.i), None)

    def before_token(self, mention: Mention) -> str:
        return self.reading.tokens[mention.i - 1].key if mention.i else ""

    def text_between(self, left: Mention, right: Mention) -> str:
        tokens = self.reading.tokens
        return self.reading.text[tokens[left.j - 1].end : tokens[right.i].start].strip()
