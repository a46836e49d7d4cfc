"""Addresses of the built front end: names with a hash, looked up in Vite's manifest."""

import json
from functools import cache
from pathlib import Path

STATIC_DIR = Path(__file__).parent / "static"
STATIC_URL = "/static/"  # as `base` in frontend/vite.config.ts


class AssetMissing(LookupError):
    """The front end was not built, or does not have this file."""


def asset_url(name: str) -> str:
    """Return the address of a front end file, such as "main.ts" or "icons.svg".

    `name` is relative to frontend/src. Raises AssetMissing if the front end was not
    built or has no such entry.
    """
    files = _manifest()
    try:
        return STATIC_URL + files[f"src/{name}"]
    except KeyError:
        known = ", ".join(sorted(file.removeprefix("src/") for file in files))
        raise AssetMissing(
            f"The front end has no file '{name}'. It has: {known}."
        ) from None


@cache
def _manifest() -> dict[str, str]:
    path = STATIC_DIR / ".vite" / "manifest.json"
    try:
        entries = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise AssetMissing(
            f"{path} is missing: the front end is not built. Run 'make setup'."
        ) from None
    return {source: entry["file"] for source, entry in entries.items()}
