"""python -m knowledge …"""

from __future__ import annotations

from knowledge.cli import main

if __name__ == "__main__":
    main()
