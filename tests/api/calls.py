"""Calling the API as one of the cast."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from progres.accounts.actions import create_api_key
from progres.accounts.membership import Membership


@dataclass(frozen=True)
class Answer:
    """An answer with its content."""

    status: int
    content: Any
    headers: dict[str, str]


@dataclass(frozen=True)
class Caller:
    """Somebody with a key; bodies and answers are JSON."""

    key: str

    def get(self, path: str, **query: Any) -> Answer:
        client = Client(headers={"Authorization": f"Bearer {self.key}"})
        return answer_of(client.get(f"/api/v1{path}", query))

    def post(self, path: str, body: object = None) -> Answer:
        return self._call("POST", path, body)

    def patch(self, path: str, body: object) -> Answer:
        return self._call("PATCH", path, body)

    def put(self, path: str, body: object) -> Answer:
        return self._call("PUT", path, body)

    def delete(self, path: str) -> Answer:
        return self._call("DELETE", path, None)

    def send(self, method: str, path: str, body: str, **headers: str) -> Answer:
        """Send a body as it stands."""
        client = Client(headers={"Authorization": f"Bearer {self.key}", **headers})
        address = f"/api/v1{path}"
        return answer_of(
            client.generic(method, address, body, content_type="application/json")
        )

    def _call(self, method: str, path: str, body: object) -> Answer:
        return self.send(method, path, json.dumps(body or {}))


def answer_of(response: Any) -> Answer:
    """What came back: JSON, or a file as it is."""
    content = response.content or None
    if content and "json" in response.headers["Content-Type"]:
        content = response.json()
    return Answer(response.status_code, content, dict(response.headers))


def caller(person: Membership, *, read_only: bool = False) -> Caller:
    """Make a key for a person."""
    return Caller(
        create_api_key(
            email=person.user.email,
            name="Tests",
            read_only=read_only,
            expires_at=None,
            at=timezone.now(),
        )
    )
