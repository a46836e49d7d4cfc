"""Writes docs/openapi.json, or with --check says whether it is up to date."""

import os
import sys
from pathlib import Path

import django
import orjson

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "progres.settings")
django.setup()

from progres.api.app import api  # noqa: E402 after Django is set up

PLACE = Path("docs/openapi.json")
FORM = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS | orjson.OPT_APPEND_NEWLINE


def main(arguments: list[str]) -> int:
    document = orjson.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), option=FORM)
    if "--check" not in arguments:
        PLACE.write_bytes(document)
        return 0
    if PLACE.exists() and PLACE.read_bytes() == document:
        return 0
    sys.stderr.write(
        f"{PLACE} is not what the API says of itself; "
        "run 'python -m progres.api.document' and look at what changed.\n"
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
