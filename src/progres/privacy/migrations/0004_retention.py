"""How long instances keep what, what was deleted when, what is held, and what is gone.

Locks: the tables are new; `drop_day` locks one day against writers while it is counted,
and waits 200 ms at most. The code before goes on working: its functions stay.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from progres.database.rls import (
    IN_ANCESTORS,
    IN_SCOPE,
    hide_when_narrowed,
    protect,
    sql,
)

# Runs of the whole platform show to every transaction that has a scope.
ANY_SCOPE = "coalesce(current_setting('progres.tenants', true), '') not in ('', '{}')"

FUNCTIONS = """
grant execute on function partition_days(text) to progres_eraser;

create function tenant_lines() returns table (id int, lineage int[])
language sql stable security definer set search_path = public, pg_temp as $$
    select id, lineage from tenant
$$;
revoke all on function tenant_lines() from public;
grant execute on function tenant_lines() to progres_eraser;

-- Whose readings are whose: a register, the climate of rooms, or something else. A
-- device that ever read a meter counts for good.
create function device_kinds() returns table (device_id int, kind text)
language sql stable security definer set search_path = public, pg_temp as $$
    select d.id, case
        when exists (select from meter m where m.device_id = d.id) then 'meter_readings'
        when c.id is not null then 'room_climate'
        else 'other_readings' end
    from device d
    left join (
        select t.id from device_type t where exists (
            select from jsonb_array_elements(t.value_specs) s
            where s ->> 'key' ~* 'humid|feucht|co2|co₂')
    ) c on c.id = d.device_type_id
$$;
revoke all on function device_kinds() from public;
grant execute on function device_kinds() to progres_eraser;

-- Drops a day of which exactly these rows are known; says whether it did. Writers of
-- other days, and readers, wait for the moment of the drop alone.
create function drop_day(parent text, day date, expected bigint) returns boolean
language plpgsql security definer
set search_path = public, pg_temp set lock_timeout = '200ms' as $$
declare
    old text := parent || '_' || to_char(day, 'YYYYMMDD');
    found_rows bigint;
begin
    if parent not in ('reading', 'uplink', 'delivery') then
        raise exception 'Nothing is dropped of the table %.', parent;
    end if;
    execute format('lock table %I in share mode', old);
    execute format('select count(*) from %I', old) into found_rows;
    if found_rows <> expected then
        return false;
    end if;
    execute format('drop table %I', old);
    insert into registry_change default values;
    return true;
end $$;
revoke all on function drop_day(text, date, bigint) from public;
grant execute on function drop_day(text, date, bigint) to progres_eraser;
"""

DROP = """
drop function drop_day(text, date, bigint); drop function device_kinds();
drop function tenant_lines();
revoke execute on function partition_days(text) from progres_eraser;
"""

TABLES = (
    "retention_policy",
    "retention_run",
    "retention_notice",
    "stored_day",
    "legal_hold",
    "erasure_proof",
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0007_roles_of_the_operator"),
        ("accounts", "0028_providers_of_the_house"),
        ("metering", "0004_pictures_of_device_types"),
        ("readings", "0011_restrictions"),
        ("privacy", "0003_restricted_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="RetentionNotice",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "kind",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("told_at", models.DateTimeField()),
                ("not_before", models.DateTimeField()),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "retention_notice",
            },
        ),
        migrations.CreateModel(
            name="StoredDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "place",
                        "kind",
                        "day",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("tenant_id", models.IntegerField()),
                ("place", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("rows", models.BigIntegerField()),
                ("bytes", models.BigIntegerField()),
            ],
            options={
                "db_table": "stored_day",
                "indexes": [
                    models.Index(fields=["place", "day"], name="stored_day_by_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasureProof",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("contract", models.CharField(max_length=60)),
                ("contract_id", models.IntegerField()),
                ("instance", models.CharField(max_length=100)),
                (
                    "erased_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), size=None
                    ),
                ),
                ("confirmed_at", models.DateTimeField()),
                ("began_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ids", models.JSONField(db_default={}, default=dict)),
                ("rows", models.JSONField(db_default={}, default=dict)),
                ("digest", models.CharField(db_default="", default="", max_length=64)),
                (
                    "problem",
                    models.CharField(db_default="", default="", max_length=500),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "erasure_proof",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract_id",),
                        name="erasure_proof_is_one_per_contract",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("covers", models.CharField(max_length=20)),
                ("thing_id", models.IntegerField(null=True)),
                ("thing", models.CharField(max_length=254)),
                ("reason", models.CharField(max_length=500)),
                ("began_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "db_table": "legal_hold",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("covers", "instance"), ("thing_id", None)),
                            models.Q(
                                ("covers__in", ["device", "point", "account"]),
                                ("thing_id__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="legal_hold_covers_an_instance_or_a_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("began_at"))),
                        name="legal_hold_ends_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionPolicy",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "tenant_id",
                        "kind",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("days", models.IntegerField()),
                ("least_days", models.IntegerField(null=True)),
                ("most_days", models.IntegerField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "retention_policy",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", 1)),
                        name="retention_policy_keeps_for_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("least_days", None), ("most_days", None)),
                            models.Q(
                                ("least_days__gte", 1),
                                ("least_days__lte", models.F("days")),
                                ("most_days__gte", models.F("days")),
                            ),
                            _connector="OR",
                        ),
                        name="retention_policy_lies_within_its_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("rows", models.BigIntegerField(db_default=0, default=0)),
                ("partitions", models.IntegerField(db_default=0, default=0)),
                ("error", models.CharField(db_default="", default="", max_length=500)),
                (
                    "tenant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "db_table": "retention_run",
                "indexes": [
                    models.Index(
                        fields=["kind", "tenant", "-began_at"],
                        name="retention_run_by_kind",
                    )
                ],
            },
        ),
        sql(FUNCTIONS, DROP),
        protect(
            "retention_policy",
            web="select, insert, update, delete",
            eraser="select",
            visible=f"tenant_id = {IN_SCOPE} or tenant_id = {IN_ANCESTORS}",
            writable=f"tenant_id = {IN_SCOPE}",
        ),
        protect(
            "retention_run",
            web="select",
            eraser="select, insert, update, delete",
            visible=f"tenant_id = {IN_SCOPE} or tenant_id is null and {ANY_SCOPE}",
        ),
        protect("retention_notice", web="select, insert, update", eraser="select"),
        protect("stored_day", web="select", eraser="select, insert, delete"),
        protect("legal_hold", web="select, insert, update", eraser="select, delete"),
        protect("erasure_proof", web="select, insert", eraser="select, update, delete"),
        *(hide_when_narrowed(table) for table in TABLES),
    ]
