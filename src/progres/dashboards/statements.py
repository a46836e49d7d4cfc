"""The statements behind overviews and lists; `{devices}` is a select of devices."""

from progres.devices.rules import DeviceState

# From what needs attention first to what needs none; a state's place is its rank.
BY_URGENCY = (
    DeviceState.ALARM,
    DeviceState.SILENT,
    DeviceState.LATE,
    DeviceState.UNKNOWN,
    DeviceState.OK,
    DeviceState.MAINTENANCE,
)

_RANK = {state: BY_URGENCY.index(state) for state in DeviceState}

# The rules of devices.rules.state_of, in SQL because lists filter and sort by them.
# `limits` are few: since when devices of a type must have been heard in a time zone.
_STATES = f"""(
    select d.id, d.name, d.sort_key, d.tenant_id, d.device_type_id, d.latitude,
        d.longitude, heard.last_seen_at, t.time_zone,
        case
            when d.status = 'decommissioned' then {_RANK[DeviceState.MAINTENANCE]}
            when d.id in (
                select device_id from alarm
                where tenant_id = any(%s) and cleared_at is null
            ) then {_RANK[DeviceState.ALARM]}
            when heard.last_seen_at is null then {_RANK[DeviceState.UNKNOWN]}
            when heard.last_seen_at < limits.silent then {_RANK[DeviceState.SILENT]}
            when heard.last_seen_at < limits.late then {_RANK[DeviceState.LATE]}
            else {_RANK[DeviceState.OK]}
        end as rank
    from ({{devices}} offset 0) d
    join tenant t on t.id = d.tenant_id
    left join unnest(%s::int[], %s::text[], %s::timestamptz[], %s::timestamptz[])
        as limits (type_id, time_zone, late, silent)
        on limits.type_id = d.device_type_id and limits.time_zone = t.time_zone
    left join (
        select device_id, last_seen_at from heard where tenant_id = any(%s)
    ) heard on heard.device_id = d.id
) states"""  # noqa: S608 constants

ALL = f"select id, rank from {_STATES}"  # noqa: S608 constants

# One count per state, in the order of BY_URGENCY; grouping would sort all rows.
_COUNTS = ", ".join(
    f"count(*) filter (where rank = {rank})" for rank in range(len(BY_URGENCY))
)
COUNTS = f"select {_COUNTS} from (select rank from {_STATES} offset 0) ranks"  # noqa: S608 constants

# `groups` are the types or instances in the order of their names, which are few.
GROUPS = """left join unnest(%s::int[]) with ordinality as groups (group_id, place)
    on groups.group_id = {group}"""

BY_STATE = f"""
select id, count(*) over () from {_STATES} {{groups}}
where %s::int is null or rank = %s order by {{order}} limit %s offset %s
"""  # noqa: S608 constants

BY_GROUP = """
select id, count(*) over () from ({devices}) devices {groups}
order by {order} limit %s offset %s
"""

# Every order ends with the name and the id, so that pages neither skip nor repeat.
ORDERS = {
    "name": "sort_key, id",
    "-name": "sort_key desc, id desc",
    "state": "rank, sort_key, id",
    "-state": "rank desc, sort_key, id",
    "last_seen": "last_seen_at nulls first, sort_key, id",
    "-last_seen": "last_seen_at desc nulls last, sort_key, id",
    "type": "place, sort_key, id",
    "-type": "place desc, sort_key, id",
    "tenant": "place, sort_key, id",
    "-tenant": "place desc, sort_key, id",
}

PLACES = f"""
select latitude, longitude, rank, 1, id from {_STATES}
where %s::int is null or rank = %s limit %s
"""  # noqa: S608 constants

# Devices that are silent and were not yet at a moment.
SILENT_SINCE = f"""
select count(*) from {_STATES}
join unnest(%s::int[], %s::text[], %s::timestamptz[], %s::timestamptz[])
    as earlier (type_id, time_zone, late, silent)
    on earlier.type_id = states.device_type_id
    and earlier.time_zone = states.time_zone
where rank = {_RANK[DeviceState.SILENT]} and last_seen_at >= earlier.silent
"""  # noqa: S608 constants

# The middle and the worst state of the devices in each cell of a grid; rows and columns
# are one number and means are sums, because a hundred thousand devices feel either.
CELLS = f"""
select sum(latitude) / count(*), sum(longitude) / count(*), min(rank), count(*), min(id)
from {_STATES} where %s::int is null or rank = %s
group by floor(latitude / %s) * 1e8 + floor(longitude / %s)
"""  # noqa: S608 constants

# The newest value of a name that devices measured.
VALUES = """
select device_id, values -> %s -> 1 from latest
where tenant_id = any(%s) and device_id = any(%s)
"""

# The devices heard last, the newest first.
ACTIVITY = """
select device_id from heard where tenant_id = any(%s)
order by last_seen_at desc, device_id limit %s
"""
