"""What the OpenAPI document says beyond the views: an introduction, and the problems."""

from http import HTTPStatus
from typing import Any

from progres.api.problems import CONTENT_TYPE

DESCRIPTION = """\
Everything is JSON in UTF-8; times are ISO 8601 in UTC (`2026-03-01T12:00:00Z`).

Send `Authorization: Bearer pk_…` with a key made on the page “API keys”. A key acts as
its user in the instance that it was made for and all below, with the rights that the user
has there, or those of them that it was given.
What is not in reach answers 404, exactly like what does not exist.

Lists come in parts: `?limit=` (100, at most 1,000) and `?cursor=`, which takes the
`next_cursor` of the part before. `PATCH` changes what is given and leaves the rest.

What fails answers with problem details (RFC 9457) and changes nothing.
"""

_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["about:blank"]},
        "title": {"type": "string", "examples": ["Unprocessable Entity"]},
        "status": {"type": "integer", "examples": [422]},
        "detail": {
            "type": "string",
            "description": "What is wrong and what would be right, as a sentence.",
        },
        "errors": {
            "type": "array",
            "description": "Which fields are wrong.",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {
                    "field": {"type": "string", "examples": ["dev_eui"]},
                    "message": {"type": "string", "examples": ["Field required."]},
                },
            },
        },
    },
}

_WHEN = {
    HTTPStatus.BAD_REQUEST: "The body is not JSON, or has a field twice.",
    HTTPStatus.UNAUTHORIZED: "The key is missing, unknown, expired or its user disabled.",
    HTTPStatus.FORBIDDEN: "The key may only read, or its user lacks the right.",
    HTTPStatus.NOT_FOUND: "There is no such thing in reach.",
    HTTPStatus.CONFLICT: "It exists already, is in use, or is over.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is larger than 2 MiB; one with a "
    "file, than 28 MiB.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not called JSON; or it is a "
    "form with a file, and not the file itself.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something given cannot be; the answer says what.",
}


def add_problems(document: dict[str, Any]) -> None:
    """Say of every operation of an OpenAPI document how it can fail."""
    document["components"]["schemas"]["Problem"] = _PROBLEM
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for operations in document["paths"].values():
        for method, operation in operations.items():
            for status in _problems_of(method, operation):
                operation["responses"][status.value] = {
                    "description": _WHEN[status],
                    "content": {CONTENT_TYPE: schema},
                }


def _problems_of(method: str, operation: dict[str, Any]) -> list[HTTPStatus]:
    found = [HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN]
    has_body = "requestBody" in operation
    if has_body:
        found += [
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        ]
    if has_body or operation["parameters"]:
        found += [HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY]
    if method != "get":
        found.append(HTTPStatus.CONFLICT)
    return sorted(found)
