"""Whatever a key that may only read asks, the answer tells of nothing foreign."""

from collections.abc import Mapping
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.isolation.conftest import Estate
from tests.isolation.marks import foreign_in, foreign_marks
from tests.isolation.matrix import DOCUMENT, operations
from tests.isolation.served import Asker, Served
from tests.isolation.snapshot import snapshot
from tests.isolation.tree import HOMES, Home
from tests.isolation.twins import ID_OF

PERSON = "viewer"
# Most often about what is out of reach: beside, above, and elsewhere.
ABOUT = (*HOMES, "sibling", "cousin")
# Other names of ids, and texts by which things are looked for.
PLANTED_AS = {**ID_OF, "display_token_id": "display_id", "email": "email", "q": "word"}
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
SCHEMA.config.generation.update(modes=list(GenerationMode))
LOOKS = {"audit_entry", "audit_pending"}  # that something was looked at is noted
MANY = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_whatever_a_viewer_asks_nothing_fails_shows_or_changes_what_is_foreign(
    estate: Estate, served: Served
) -> None:
    asker = served.caller(estate.keys[PERSON])
    asker.ask("GET", "/api/v1/me")  # which notes that the key is used
    before = snapshot(estate.urls.owner)
    about: set[tuple[str, str]] = set()

    for operation in sorted(operations()):
        ask_many(operation, asker, estate.homes, about)

    after = snapshot(estate.urls.owner)
    assert {name for name in before if after[name] != before[name]} <= LOOKS
    named = {what for what in operations() if "{" in what}
    assert {what for what, home in about if home != "own"} >= named


def ask_many(
    operation: str,
    asker: Asker,
    homes: Mapping[str, Home],
    about: set[tuple[str, str]],
) -> None:
    """Send good and bad questions, most of them about things that exist somewhere.

    `about` learns of whose things was asked.
    """
    method, _, path = operation.partition(" ")
    marks = foreign_marks(PERSON, homes)
    strategy = SCHEMA[f"/api/v1{path}"][method].as_strategy()

    @MANY
    @given(case=strategy, name=st.sampled_from(ABOUT))
    def ask(case: Any, name: str) -> None:
        put_ids(case, homes[name])
        about.add((operation, name))
        answer = case.call(
            base_url=f"http://127.0.0.1:{asker.port}", headers=dict(asker.headers)
        )
        told = "\n".join(f"{key}: {value}" for key, value in answer.headers.items())
        text = answer.content.decode("utf-8", "replace")
        found = foreign_in(f"{told}\n\n{text}", marks, asked=asked(case))

        assert answer.status_code < 500, asker.log()
        assert not found, text
        # Whether a key is asked for is shown elsewhere; a schema cannot say all that
        # makes data good.
        case.validate_response(
            answer, excluded_checks=[ignored_auth, positive_data_acceptance]
        )

    ask()


def put_ids(case: Any, home: Home) -> None:
    """Let a question be about things of an instance, wherever it names any."""
    known = {**home.ids, "tenant_id": home.tenant.id, "word": home.word}
    for part in (case.path_parameters, case.query, case.body):
        if isinstance(part, dict):
            for field in part:
                planted = PLANTED_AS.get(field, field)
                if planted in known and not isinstance(part[field], list):
                    part[field] = known[planted]


def asked(case: Any) -> str:
    """What an answer may repeat."""
    said = (case.path_parameters, case.query, case.body)
    return " ".join(map(str, said))
