"""The command line: each module adds its commands to the one application, in the order of the help."""

from knowledge.cli import adding, asking, benching, building, extracting, importing, looking, reviewing
from knowledge.cli.app import app, main

__all__ = ["adding", "app", "asking", "benching", "building", "extracting", "importing", "looking", "main", "reviewing"]
