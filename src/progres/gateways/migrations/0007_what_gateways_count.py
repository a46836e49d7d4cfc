"""What gateways count themselves an hour, and how much air time they have used.

Written by the front door, which takes a report once though several connections tell it.
Locks: gateway_health for an instant. The code before goes on working.
"""

from django.db import migrations, models

from progres.database.rls import (
    IN_ANCESTORS,
    IN_SCOPE,
    hide_when_narrowed,
    protect,
    sql,
)

TABLE = """
-- `counted` is received, received_ok, or a result of transmissions as ChirpStack names it.
create table gateway_count (
    gateway_id int not null references gateway on delete cascade,
    hour timestamptz not null,
    counted text not null,
    tenant_id int not null,
    number bigint not null,
    primary key (gateway_id, hour, counted)
);
-- Serves the eraser.
create index gateway_count_by_hour on gateway_count (hour);
"""

SEEN = f"""
tenant_id = {IN_SCOPE} or (
    tenant_id = {IN_ANCESTORS} and gateway_id in (select id from gateway))
"""  # noqa: S608 constants


class Migration(migrations.Migration):
    dependencies = [("gateways", "0006_unregistered")]

    operations = [
        sql(TABLE, "drop table gateway_count"),
        protect(
            "gateway_count",
            web="select",
            ingest="select, insert, update (number)",
            eraser="select, delete",
            visible=SEEN,
        ),
        hide_when_narrowed("gateway_count"),
        migrations.AddField("health", "reported_at", models.DateTimeField(null=True)),
        migrations.AddField("health", "bands", models.JSONField(null=True)),
        sql("grant update (reported_at, bands) on gateway_health to progres_ingest"),
    ]
