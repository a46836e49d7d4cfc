"""Days of readings and uplinks come while others read and write."""

import psycopg

from progres.ops.postgres import DatabaseUrls

DAY = "2031-05-01"
TABLES = ("uplink", "reading", "delivery")


def test_a_new_day_waits_for_nobody_who_reads_or_writes(
    committed: None, database_urls: DatabaseUrls
) -> None:
    with (
        psycopg.connect(database_urls.web) as reader,
        psycopg.connect(database_urls.ingest) as writer,
        psycopg.connect(database_urls.web) as maker,
    ):
        for table in TABLES:
            reader.execute(f"lock table {table} in access share mode".encode())
            writer.execute(f"lock table {table} in row exclusive mode".encode())
        made = maker.execute("select make_partitions(%s, %s)", [DAY, DAY]).fetchone()
        assert made == (len(TABLES),)
        maker.rollback()


def test_a_day_is_made_once_and_takes_rows(
    committed: None, database_urls: DatabaseUrls
) -> None:
    with psycopg.connect(database_urls.ingest) as ingest:
        made = "select make_partitions(%s, %s)"
        assert ingest.execute(made, [DAY, DAY]).fetchone() == (len(TABLES),)
        assert ingest.execute(made, [DAY, DAY]).fetchone() == (0,)
        row = "insert into delivery values (1, 1, %s, 7, 'x')"
        ingest.execute(row, [f"{DAY} 23:59:59.999999+00"])
        ingest.rollback()
