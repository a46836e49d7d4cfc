"""What the front door writes of gateways. Statements lock in the same order, always."""

# Signs of life of gateways. A connection speaks for the gateways of its instance and of
# those below, as it does for devices; of several with one id for the nearest instance's
# alone, and there for the one that was registered first. Those that nobody registered
# are noted to the minute, so many of an instance at most, since a sender may name ever
# new ones; a status tells of none that an instance above shares.
NOTE_HEARD = """
with signs as materialized (
    select sign.*, gateway_meant(tenant_id, gateway_id, is_status) as id
    from unnest($1::int[], $2::text[], $3::bool[], $4::timestamptz[])
        as sign (tenant_id, gateway_id, is_status, at)
), newest as (
    select id, max(at) filter (where not is_status) as heard_at,
        max(at) filter (where is_status) as status_at
    from signs where id is not null group by 1
), locked as (
    select h.gateway_id, n.heard_at, n.status_at
    from newest n join gateway_health h on h.gateway_id = n.id
    order by h.gateway_id for update of h
), heard as (
    update gateway_health h set
        heard_at = greatest(h.heard_at, l.heard_at),
        status_at = greatest(h.status_at, l.status_at)
    from locked l where h.gateway_id = l.gateway_id
), unknown as materialized (
    select tenant_id, gateway_id, max(at) as at from signs
    where id is null and gateway_id <> '' and length(gateway_id) <= 64
      and (not is_status or gateway_meant(tenant_id, gateway_id, false) is null)
    group by 1, 2
), known as materialized (
    select u.id, u.tenant_id, u.gateway_id, u.heard_at, n.at
    from unknown n join unregistered_gateway u using (tenant_id, gateway_id)
    order by u.id for update of u
), again as (
    update unregistered_gateway u set heard_at = k.at
    from known k where u.id = k.id and k.at >= k.heard_at + interval '1 minute'
), room as (
    select tenant_id, count(*) as used from unregistered_gateway
    where tenant_id in (select tenant_id from unknown) group by 1
), found as (
    select n.*, row_number() over (partition by tenant_id order by gateway_id) as place
    from unknown n
    where not exists (
        select from known k
        where k.tenant_id = n.tenant_id and k.gateway_id = n.gateway_id)
)
insert into unregistered_gateway (tenant_id, gateway_id, first_heard_at, heard_at)
select f.tenant_id, f.gateway_id, f.at, f.at
from found f left join room r using (tenant_id)
where f.place + coalesce(r.used, 0) <= $5
on conflict do nothing
"""

# Reports of gateways; a status speaks for gateways of the instance and of those below.
# The same report comes by each connection that tells it, and again where it was not
# acknowledged: by the gateway's own clock it is counted once. A clock that went back by
# a day or more was set.
COUNT_REPORTS = """
with told as materialized (
    select report.*, gateway_meant(tenant_id, gateway_id, true) as id
    from unnest($1::int[], $2::text[], $3::timestamptz[], $4::timestamptz[],
        $5::jsonb[], $6::jsonb[])
        as report (tenant_id, gateway_id, at, received_at, counts, bands)
), each as (
    select distinct on (id, at) * from told where id is not null
    order by id, at, received_at
), locked as materialized (
    select gateway_id, tenant_id, reported_at from gateway_health
    where gateway_id in (select id from each)
    order by gateway_id for update
), new as materialized (
    select e.id, l.tenant_id, e.at, e.received_at, e.counts, e.bands
    from each e join locked l on l.gateway_id = e.id
    where l.reported_at is null or e.at > l.reported_at
        or e.at <= l.reported_at - interval '1 day'
), counted as (
    insert into gateway_count as c (gateway_id, hour, counted, tenant_id, number)
    select n.id, date_trunc('hour', n.received_at, 'UTC'), e.key, n.tenant_id,
        sum(e.value::bigint)
    from new n cross join lateral jsonb_each_text(n.counts) e
    group by 1, 2, 3, 4
    on conflict (gateway_id, hour, counted)
        do update set number = c.number + excluded.number
), newest as (
    select distinct on (id) id, at, bands from new order by id, received_at desc, at desc
)
update gateway_health h set reported_at = n.at, bands = n.bands
from newest n where h.gateway_id = n.id
"""
