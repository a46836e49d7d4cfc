"""The SQL of the writer, run as `progres_web`."""

from typing import LiteralString

MAKE_HOURS: LiteralString = "select make_access_log_hours(%s, %s)"

# The fields of a line, in the order of the statement below.
COLUMNS = (
    *("at", "utc_offset_min", "ip", "method", "path", "route", "status", "sent_bytes"),
    *("referrer", "browser", "browser_version", "system", "language"),
    *("answer_ms", "duration_ms"),
)
WRITE_LINES: LiteralString = """
insert into access_log
    (at, utc_offset_min, ip, method, path, route, status, sent_bytes,
     referrer, browser, browser_version, system, language, answer_ms, duration_ms)
select * from unnest(
    %s::timestamptz[], %s::smallint[], %s::inet[], %s::text[], %s::text[], %s::text[],
    %s::smallint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::text[], %s::int[], %s::int[])
"""

COUNT_PAGES: LiteralString = """
insert into access_statistics as known
    (hour, route, status_class, requests, total_ms, slowest_ms, sent_bytes)
select * from unnest(%s::timestamptz[], %s::text[], %s::smallint[], %s::bigint[],
    %s::bigint[], %s::int[], %s::bigint[])
on conflict (hour, route, status_class) do update set
    requests = known.requests + excluded.requests,
    total_ms = known.total_ms + excluded.total_ms,
    slowest_ms = greatest(known.slowest_ms, excluded.slowest_ms),
    sent_bytes = known.sent_bytes + excluded.sent_bytes
"""

COUNT_CLIENTS: LiteralString = """
insert into access_clients as known (day, kind, family, requests)
select * from unnest(%s::date[], %s::text[], %s::text[], %s::bigint[])
on conflict (day, kind, family) do update set
    requests = known.requests + excluded.requests
"""
