"""Every statement of the front door, named and described."""

# What changes whenever something the registry knows has changed, at its commit. Rows
# become visible in any order; number, sum and maximum together tell every set apart.
REGISTRY_VERSION = """
select count(*), coalesce(sum(id), 0)::bigint, coalesce(max(id), 0)
from registry_change
"""

# Connections of archived instances take nothing any more.
CONNECTIONS = """
select c.id, c.tenant_id, c.kind, c.token_hash, c.paused_at is not null
from connection c join tenant t on t.id = c.tenant_id
where t.archived_at is null
"""

# Those to which we connect ourselves.
SUBSCRIPTIONS = """
select c.id, c.kind, m.host, m.port, m.tls, m.client_id, m.username, m.sealed_password,
    m.application, m.prefix, m.gateways, m.left_filters, m.ca_certificate,
    m.client_certificate, m.sealed_key
from connection_mqtt m
join connection c on c.id = m.connection_id
join tenant t on t.id = c.tenant_id
where t.archived_at is null and c.paused_at is null
"""

# How connections are; one that is gone in the meantime has no state any more.
SET_LINKS = """
insert into connection_link (
    tenant_id, connection_id, changed_at, is_connected, problem, facts)
select c.tenant_id, c.id, g.changed_at, g.is_connected, g.problem, g.facts
from unnest(
    $1::int[], $2::timestamptz[], $3::bool[], $4::text[], $5::jsonb[])
    as g (connection_id, changed_at, is_connected, problem, facts)
join connection c on c.id = g.connection_id
on conflict (connection_id) do update set
    changed_at = excluded.changed_at, is_connected = excluded.is_connected,
    problem = excluded.problem, facts = excluded.facts
"""

PARTITION_DAYS = "select d from partition_days('reading') d"

MAKE_PARTITIONS = "select make_partitions($1, $2)"

# Devices with these DevEUIs in all instances, with the line of instances above each.
# What devices of archived instances send to a connection above stays unassigned.
DEVICES = """
select d.dev_eui, d.id, d.tenant_id, t.lineage, d.device_type_id
from device d join tenant t on t.id = d.tenant_id
where d.dev_eui = any($1::text[]) and d.deleted_at is null and t.archived_at is null
"""

DEVICE_TYPES = "select id, codec_source from device_type where id = any($1::int[])"

RULES = """
select id, tenant_id, device_id, device_type_id, key, type, low, high, hysteresis,
    hold, count
from alarm_rule
where enabled
  and (device_id = any($1::int[]) or device_type_id = any($2::int[]))
"""

LAYOUTS = "select layout_id, keys from layout"

# Two processes that make one at once may go beyond the limit, by one each.
ADD_LAYOUT = """
insert into layout (keys, device_type_id) select $1, $2
where cardinality($1::text[]) = 0
  or (select count(*) from layout where device_type_id = $2) < $3
on conflict do nothing
"""

LAYOUT = "select layout_id from layout where keys = $1"

# Locks the newest state of devices, always in the same order, so that two writers wait
# for each other and never in a circle.
LOCK_STATES = """
select l.tenant_id, l.device_id, l.ts, l.last_seen_at, l.f_cnt, l.values, l.rssi_dbm,
    l.snr_db, l.gateway_id, l.battery_percent, l.battery_at, l.frames, l.watched
from unnest($1::int[], $2::int[]) as given (tenant_id, device_id)
join latest l using (tenant_id, device_id)
order by l.device_id
for update of l
"""

ADD_STATES = """
insert into latest (tenant_id, device_id)
select * from unnest($1::int[], $2::int[]) as given (tenant_id, device_id)
order by device_id
on conflict do nothing
"""

# The one statement of the common path. The last select tells listening pages.
STORE_GROUP = """
with uplinks as (
    insert into uplink (
        tenant_id, device_id, received_at, frame_key, connection_id, ts, sent_at, late,
        f_cnt, f_port, payload, radio, receptions, state, problem, message)
    select * from unnest(
        $1::int[], $2::int[], $3::timestamptz[], $4::bigint[], $5::int[],
        $6::timestamptz[], $7::timestamptz[], $8::bool[], $9::bigint[], $10::smallint[],
        $11::bytea[], $12::jsonb[], $13::jsonb[], $14::smallint[], $15::text[],
        $16::text[])
    on conflict do nothing
), readings as (
    insert into reading (
        tenant_id, device_id, ts, seq, f_cnt, layout_id, vals, extra)
    select tenant_id, device_id, ts, seq, f_cnt, layout_id, vals::float8[], extra
    from unnest(
        $17::int[], $18::int[], $19::timestamptz[], $20::int[], $21::bigint[],
        $22::int[], $23::text[], $24::jsonb[])
        as given (tenant_id, device_id, ts, seq, f_cnt, layout_id, vals, extra)
    on conflict do nothing
), states as (
    update latest l set
        ts = g.ts, last_seen_at = g.last_seen_at, f_cnt = g.f_cnt, values = g.values,
        rssi_dbm = g.rssi_dbm, snr_db = g.snr_db, gateway_id = g.gateway_id,
        battery_percent = g.battery_percent, battery_at = g.battery_at,
        frames = g.frames, watched = g.watched
    from unnest(
        $25::int[], $26::int[], $27::timestamptz[], $28::timestamptz[], $29::bigint[],
        $30::jsonb[], $31::real[], $32::real[], $33::text[], $34::real[],
        $35::timestamptz[], $36::bytea[], $37::bool[])
        as g (tenant_id, device_id, ts, last_seen_at, f_cnt, values, rssi_dbm, snr_db,
            gateway_id, battery_percent, battery_at, frames, watched)
    where l.tenant_id = g.tenant_id and l.device_id = g.device_id
), deliveries as (
    insert into delivery (tenant_id, device_id, received_at, frame_key, body)
    select * from unnest(
        $38::int[], $39::int[], $40::timestamptz[], $41::bigint[], $42::bytea[])
)
select pg_notify('readings', told) from unnest($43::text[]) told
"""

STORE_LATE = """
insert into reading_late (tenant_id, device_id, ts, seq, f_cnt, layout_id, vals, extra)
select tenant_id, device_id, ts, seq, f_cnt, layout_id, vals::float8[], extra
from unnest(
    $1::int[], $2::int[], $3::timestamptz[], $4::int[], $5::bigint[], $6::int[],
    $7::text[], $8::jsonb[])
    as given (tenant_id, device_id, ts, seq, f_cnt, layout_id, vals, extra)
on conflict do nothing
"""

FEED_ALARMS = """
with fed as (
    insert into alarm_feed (tenant_id, device_id, ts, received_at, values)
    select * from unnest(
        $1::int[], $2::int[], $3::timestamptz[], $4::timestamptz[], $5::jsonb[])
)
select pg_notify('alarm_feed', '')
"""

RECEPTIONS = """
select receptions from uplink
where tenant_id = $1 and device_id = $2 and received_at = $3 and frame_key = $4
for update
"""

SET_RECEPTIONS = """
update uplink set receptions = $5
where tenant_id = $1 and device_id = $2 and received_at = $3 and frame_key = $4
"""

SET_DECODED = """
update uplink set state = $5, problem = $6, message = $7
where tenant_id = $1 and device_id = $2 and received_at = $3 and frame_key = $4
  and state = 0
"""

ADD_MESSAGES = """
insert into connection_message (
    tenant_id, connection_id, received_at, event, dev_eui, outcome, note, facts,
    body)
select * from unnest(
    $1::int[], $2::int[], $3::timestamptz[], $4::text[], $5::text[], $6::text[],
    $7::text[], $8::jsonb[], $9::bytea[])
"""

# Messages that somebody wants to be taken again. One process at a time does.
TAKE_AGAIN = """
select m.id, m.connection_id, c.kind, m.event, m.body, m.received_at
from connection_message m
join connection c on c.id = m.connection_id
join tenant t on t.id = c.tenant_id
where m.again_at is not null and c.paused_at is null and t.archived_at is null
order by m.id
limit $1
"""

END_MESSAGE = "delete from connection_message where id = $1"

# What was rejected is cut apart from what was noted, which may come much more often.
CUT_MESSAGES = """
delete from connection_message m using (
    select id from connection_message
    where connection_id = $1 and (outcome = 'rejected') = $3
    order by id desc offset $2 limit 1
) last
where m.connection_id = $1 and (m.outcome = 'rejected') = $3 and m.id <= last.id
"""

# The same frame at the same time is one uplink with more receptions and bodies; within
# one statement it may stand but once.
ADD_UNASSIGNED = """
insert into unassigned_uplink as u (
    tenant_id, connection_id, dev_eui, reason, received_at, frame_key, ts, sent_at,
    late, f_cnt, f_port, payload, radio, receptions, bodies)
select tenant_id, connection_id, dev_eui, reason, received_at, frame_key, ts, sent_at,
    late, f_cnt, f_port, payload, radio, receptions, array[body]
from unnest(
    $1::int[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[],
    $7::timestamptz[], $8::timestamptz[], $9::bool[], $10::bigint[], $11::smallint[],
    $12::bytea[], $13::jsonb[], $14::jsonb[], $15::bytea[])
    as given (tenant_id, connection_id, dev_eui, reason, received_at, frame_key, ts,
        sent_at, late, f_cnt, f_port, payload, radio, receptions, body)
on conflict (dev_eui, connection_id, frame_key, ts) do update set
    bodies = u.bodies || excluded.bodies,
    receptions = (
        select coalesce(jsonb_agg(distinct r), '[]')
        from jsonb_array_elements(u.receptions || excluded.receptions) r)
where cardinality(u.bodies) < 100
"""

# Undecoded uplinks, the oldest first. One process at a time works on these.
TAKE_UNDECODED = """
select u.tenant_id, u.device_id, u.received_at, u.frame_key, u.ts, u.late, u.f_cnt,
    u.f_port, u.payload, d.dev_eui
from uplink u join device d on d.id = u.device_id and d.deleted_at is null
where u.state = 0 and u.received_at < $1
order by u.received_at
limit $2
"""

# Unassigned uplinks whose DevEUI is borne by one device below their connection by now.
# Many wait for years of nobody: DevEUIs are looked up one by one along the index first.
TAKE_ASSIGNABLE = """
with recursive waiting as (
    (select dev_eui from unassigned_uplink order by dev_eui limit 1)
    union all
    select (
        select u.dev_eui from unassigned_uplink u
        where u.dev_eui > w.dev_eui order by u.dev_eui limit 1)
    from waiting w where w.dev_eui is not null
), bearers as (
    select w.dev_eui, t.lineage from waiting w
    join device d on d.dev_eui = w.dev_eui and d.deleted_at is null
    join tenant t on t.id = d.tenant_id and t.archived_at is null
)
select u.id, u.tenant_id, u.connection_id, u.dev_eui, u.received_at, u.ts, u.sent_at,
    u.late, u.f_cnt, u.f_port, u.payload, u.radio, u.receptions, u.frame_key,
    cardinality(u.bodies) as bodies
from unassigned_uplink u
where u.dev_eui in (select dev_eui from bearers)
  and 1 = (
    select count(*) from bearers b
    where b.dev_eui = u.dev_eui and u.tenant_id = any(b.lineage))
order by u.received_at
limit $1
"""

# In the transaction that stores them; one to which a copy came in between stays, to be
# taken again.
MOVE_UNASSIGNED = """
with moved as (
    delete from unassigned_uplink u
    using unnest($1::int[], $2::int[], $3::bigint[], $4::int[])
        as taken (tenant_id, device_id, id, bodies)
    where u.id = taken.id and cardinality(u.bodies) = taken.bodies
    returning taken.tenant_id, taken.device_id, u.received_at, u.frame_key, u.bodies
)
insert into delivery (tenant_id, device_id, received_at, frame_key, body)
select tenant_id, device_id, received_at, frame_key, unnest(bodies) from moved
"""
