"""Bodies of messages as people can read them."""

import json

LONGEST_BODY = 64 * 1024  # characters that a page shows


def readable(body: bytes) -> str:
    """Lay out JSON, leave other text as it is, write anything else as hex.

    What is longer than `LONGEST_BODY` is cut.
    """
    return _in_full(body)[:LONGEST_BODY]


def _in_full(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return body.hex(" ")
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
