"""The fixtures of these tests."""

from tests.service.kb import cache as cache
from tests.service.kb import run as run
