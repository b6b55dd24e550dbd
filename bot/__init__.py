"""Fineprint's Discord bot: shows the answers of `knowledge`, and adds no meaning of its own."""
