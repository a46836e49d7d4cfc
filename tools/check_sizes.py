"""Files stay short enough to be read: at most 300 lines, migrations excepted."""

import sys
from pathlib import Path

LIMIT = 300
FOLDERS = ("src", "tests", "tools", "benchmarks", "frontend/src")
ENDINGS = {".py", ".ts", ".scss", ".html"}


def main() -> int:
    long = [
        f"{path}: {lines} lines are more than {LIMIT}; split it by what it is about."
        for folder in FOLDERS
        for path in sorted(Path(folder).rglob("*"))
        if path.suffix in ENDINGS
        and "migrations" not in path.parts
        and (lines := len(path.read_text().splitlines())) > LIMIT
    ]
    print("\n".join(long) or "No file is too long.")
    return 1 if long else 0


if __name__ == "__main__":
    sys.exit(main())
