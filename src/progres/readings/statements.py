"""The statements that read readings; `{n}` numbers the keys that are asked for."""

# Where each key stands in each layout is found first, then the rows are read once.
# Late rows have no partition of their own and stand in a table beside.
_READINGS = """
with places as materialized (
    select layout_id, {places} from layout where keys && %s
), found as (
    select ts, seq, layout_id, vals, extra from reading
    where tenant_id = %s and device_id = %s and ts >= %s and ts < %s
    union all
    select ts, seq, layout_id, vals, extra from reading_late
    where tenant_id = %s and device_id = %s and ts >= %s and ts < %s
)
"""
_PLACE = "array_position(keys, %s) as place_{n}"
_RAW_VALUE = "nullif(vals[place_{n}], 'NaN'), extra->%s"
_RAW = """
select date_part('epoch', ts), {values} from found left join places using (layout_id)
where places.layout_id is not null or extra ?| %s
order by ts, seq limit %s
"""
# Booleans count as 1 and 0; infinite numbers, texts and positions are left out. Numbers
# stand in `extra` where a codec has too many shapes to give each a layout.
_NUMBER = """coalesce(
    nullif(nullif(nullif(vals[place_{n}], 'NaN'), 'Infinity'), '-Infinity'),
    case jsonb_typeof(extra->%s)
        when 'number' then (extra->%s)::float8
        when 'boolean' then (extra->%s)::boolean::int
    end
) as value_{n}"""
_SUMMARY = "min(value_{n}), avg(value_{n}), max(value_{n}), count(value_{n})"
_BUCKETS = """
select width_bucket(ts, %s::timestamptz[]) as bucket, {summaries}
from (select ts, {values} from found left join places using (layout_id) offset 0) numbers
group by bucket order by bucket
"""

UPLINKS = (
    "select device_id, received_at, frame_key, connection_id, ts, sent_at, late, f_cnt,"
    " f_port, payload, radio, receptions, state, problem, message from uplink"
)


def raw_statement(keys: int) -> str:
    """Build the statement that reads every value of a number of keys."""
    return _READINGS.format(places=_each(_PLACE, keys)) + _RAW.format(
        values=_each(_RAW_VALUE, keys)
    )


def bucket_statement(keys: int) -> str:
    """Build the statement that summarises the values of a number of keys."""
    return _READINGS.format(places=_each(_PLACE, keys)) + _BUCKETS.format(
        summaries=_each(_SUMMARY, keys), values=_each(_NUMBER, keys)
    )


def _each(template: str, keys: int) -> str:
    return ", ".join(template.format(n=n) for n in range(keys))
