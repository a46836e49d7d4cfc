from datetime import datetime

from django.db import connection, transaction

from progres.accounts.membership import Membership
from progres.audit.actions import record
from progres.audit.rules import Target
from progres.kit.languages import language_problem
from progres.kit.refusal import Refusal
from progres.legal.models import LegalText
from progres.legal.queries import versions_of
from progres.legal.rules import MOST_CHARACTERS, Kind


class BadText(Refusal):
    """A text cannot be published like this; the message says why."""


@transaction.atomic
def publish(
    kind: Kind, language: str, body: str, *, by: Membership, at: datetime
) -> LegalText:
    """Let everybody read a new version; one that is the same as the newest is none.

    Raises BadText for an empty or overlong text and for a language that is not spoken.
    """
    body = "\n".join(line.rstrip() for line in body.strip().splitlines())
    _check(language, body)
    with connection.cursor() as cursor:  # one at a time: versions are counted
        cursor.execute("select pg_advisory_xact_lock(hashtext('legal_text'))")
    versions = versions_of(kind, language)
    newest = versions[0] if versions else None
    if newest is not None and newest.body == body:
        return newest
    text = LegalText(
        kind=kind,
        language=language,
        version=newest.version + 1 if newest else 1,
        body=body,
        published_at=at,
    )
    text.save(force_insert=True)
    record(
        "legal_text.published",
        tenant_id=by.tenant.id,
        target=Target("legal_text", f"{kind}-{language}", str(kind)),
        by=by.actor,
        at=at,
        details={"version": text.version, "text_language": language},
    )
    return text


def _check(language: str, body: str) -> None:
    if problem := language_problem(language):
        raise BadText.like(problem)
    if not body:
        raise BadText("A public text needs at least one word.")
    if len(body) > MOST_CHARACTERS:
        raise BadText(
            "The text has %(size)s characters; it can have %(most)s.",
            size=len(body),
            most=MOST_CHARACTERS,
        )
