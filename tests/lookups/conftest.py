"""The fixtures of these tests."""

from tests.golden.starter import ask as ask
from tests.golden.starter import knowledge as knowledge
