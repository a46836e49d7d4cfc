"""What people do about a request, when its person was told, and what cannot be.

Locks: the table is small or empty. The code before goes on working.
"""

from django.db import migrations, models
from django.db.models import F, Q

from progres.database.rls import sql

# Instances in which people are to be reminded, or persons to be told that all is done.
DUE = """
create function tenants_with_requests_to_tell(due_before date) returns int[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(distinct tenant_id), '{}') from person_request
    where state = 'done' and told_at is null
        or state in ('received', 'identified', 'granted', 'failed')
            and due_on < due_before
$$;
revoke all on function tenants_with_requests_to_tell(date) from public;
grant execute on function tenants_with_requests_to_tell(date) to progres_web;
"""


def _text(most: int) -> "models.TextField[str, str]":
    return models.TextField(blank=True, default="", db_default="", max_length=most)


class Migration(migrations.Migration):
    dependencies = [("privacy", "0008_what_ends_with_an_instance")]

    operations = [
        *(
            migrations.AddField("personrequest", name, field)
            for name, field in (
                ("correction", _text(5000)),
                ("done_note", _text(5000)),
                ("recipients_told", _text(2000)),
                ("told_at", models.DateTimeField(null=True)),
                ("handed_at", models.DateTimeField(null=True)),
                (
                    "handed_by",
                    models.CharField(
                        blank=True, default="", db_default="", max_length=20
                    ),
                ),
            )
        ),
        *(
            migrations.AddConstraint(
                "personrequest", models.CheckConstraint(condition=rule, name=name)
            )
            for name, rule in (
                (
                    "person_request_is_due_after_its_receipt",
                    Q(due_on__gte=F("received_on")),
                ),
                (
                    "person_request_is_carried_out_once_identified_and_decided",
                    ~Q(state__in=["granted", "done", "failed"])
                    | Q(identified_at__isnull=False, decided_at__isnull=False),
                ),
                (
                    "person_request_is_refused_by_a_decision",
                    ~Q(state="refused") | Q(decided_at__isnull=False),
                ),
            )
        ),
        migrations.AddIndex(
            "personrequest",
            models.Index(
                fields=["tenant", "due_on"],
                condition=Q(state__in=["received", "identified", "granted", "failed"]),
                name="person_request_open",
            ),
        ),
        migrations.AddIndex(
            "personrequest",
            models.Index(
                fields=["tenant"],
                condition=Q(state="done", told_at=None),
                name="person_request_done_untold",
            ),
        ),
        sql(DUE, "drop function tenants_with_requests_to_tell(date)"),
        sql(
            "grant update on person_request_span to progres_web",
            "revoke update on person_request_span from progres_web",
        ),
    ]
