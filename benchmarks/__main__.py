"""`python -m benchmarks [journey|pages|cases|import|server|text|thorough] [options]`: measurements as Markdown tables.

Without a name, every measurement but `thorough` runs in turn. Each takes `--help`.
"""

from __future__ import annotations

import importlib
import sys

MODULES = {
    "journey": "journey",
    "pages": "pages",
    "cases": "cases",
    "import": "bring_in",
    "server": "server",
    "text": "text",
    "thorough": "thorough",
}
QUICK = ("journey", "pages", "cases", "import", "server", "text")


def main(argv: list[str]) -> None:
    if argv and argv[0] not in MODULES:
        sys.exit(f"There is no measurement “{argv[0]}”. Choose one of: {', '.join(MODULES)}.")
    for name in argv[:1] or QUICK:
        importlib.import_module(f"benchmarks.{MODULES[name]}").run(argv[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
