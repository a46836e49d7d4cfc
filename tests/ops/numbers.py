"""Something to keep in a database."""

import psycopg

from progres.ops.postgres import EmbeddedPostgres


def write_number(server: EmbeddedPostgres, number: int) -> None:
    with psycopg.connect(server.urls.owner) as connection:
        connection.execute("drop table if exists kept")
        connection.execute("create table kept (number int)")
        connection.execute("insert into kept values (%s)", [number])


def read_numbers(server: EmbeddedPostgres) -> list[int]:
    with psycopg.connect(server.urls.owner) as connection:
        return [row[0] for row in connection.execute("select number from kept")]
