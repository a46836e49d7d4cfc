from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from progres.kit.env import Env
from progres.ops import check_database as database
from progres.ops import check_installation as installation
from progres.ops.postgres import DatabaseUrls


@pytest.fixture(scope="module")
def settings(database_urls: DatabaseUrls) -> dict[str, str]:
    return {
        "PROGRES_DATABASE_URL": database_urls.owner,
        "PROGRES_DATABASE_WEB_URL": database_urls.web,
        "PROGRES_DATABASE_INGEST_URL": database_urls.ingest,
        "PROGRES_DATABASE_ERASER_URL": database_urls.eraser,
    }


@pytest.fixture
def owner(database_urls: DatabaseUrls) -> Iterator[psycopg.Connection]:
    """Yield a connection whose tables are gone afterwards."""
    with psycopg.connect(database_urls.owner, autocommit=True) as connection:
        yield connection
        connection.execute("drop table if exists open_table")


@pytest.mark.parametrize(
    "name",
    sorted(
        {*database.DATABASE_CHECKS} - {"legal texts are there", "commits are durable"}
    ),
)
def test_a_migrated_database_is_well(settings: dict[str, str], name: str) -> None:
    assert database.DATABASE_CHECKS[name](Env(settings)) == ""


def test_commits_that_a_power_cut_could_lose_are_found(
    settings: dict[str, str],
) -> None:
    """The tests' own server does not wait for the disk."""
    problem = database.DATABASE_CHECKS["commits are durable"](Env(settings))

    assert "fsync" in problem


def test_a_table_without_row_level_security_is_found(
    settings: dict[str, str], owner: psycopg.Connection
) -> None:
    owner.execute("create table open_table (tenant_id int)")
    owner.execute("alter table open_table enable row level security")

    problem = database.check_row_security(Env(settings))

    assert problem.startswith("open_table lacks forced row-level security;")


def test_a_partition_with_rights_of_its_own_is_found(
    settings: dict[str, str], owner: psycopg.Connection
) -> None:
    owner.execute(
        "create table open_table (tenant_id int) partition by list (tenant_id)"
    )
    owner.execute("alter table open_table enable row level security")
    owner.execute("alter table open_table force row level security")
    owner.execute("create table open_part partition of open_table default")
    assert database.check_row_security(Env(settings)) == ""

    owner.execute("grant select on open_part to progres_web")

    assert database.check_row_security(Env(settings)).startswith("open_part can be")


def test_a_database_out_of_reach_is_told_by_the_name_of_its_setting(
    settings: dict[str, str], tmp_path: Path
) -> None:
    gone = f"postgresql://progres_ingest@/progres?host={tmp_path}"

    problem = database.check_reachable(
        Env({**settings, "PROGRES_DATABASE_INGEST_URL": gone})
    )

    assert problem.startswith("PROGRES_DATABASE_INGEST_URL leads nowhere")


def test_the_owner_is_no_role_for_pages(settings: dict[str, str]) -> None:
    swapped = {**settings, "PROGRES_DATABASE_WEB_URL": settings["PROGRES_DATABASE_URL"]}

    problem = database.check_roles(Env(swapped))

    assert "use the roles progres_owner, progres_ingest, progres_eraser" in problem


def test_a_secret_that_others_may_read_is_found(tmp_path: Path) -> None:
    env = Env({"PROGRES_DATA_DIR": str(tmp_path)})
    secret = tmp_path / "master-key"
    secret.write_text("x")
    secret.chmod(0o600)
    assert installation.check_files(env) == ""

    secret.chmod(0o640)

    assert f"run `chmod 600 {secret}`" in installation.check_files(env)


def test_codecs_run_and_end() -> None:
    assert installation.check_codecs(Env({})) == ""


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("https://iot.example.org", True),
        ("http://localhost:8000", True),
        ("http://iot.example.org", False),
    ],
)
def test_passwords_travel_encrypted(address: str, fine: bool) -> None:
    problem = installation.check_address(Env({"PROGRES_BASE_URL": address}))
    assert (problem == "") is fine


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "alarms reach nobody"),
        ("mail.example.org", "is not an address of a mail server"),
    ],
)
def test_mail_must_have_a_way_out(url: str, problem: str) -> None:
    assert problem in installation.check_mail(Env({"PROGRES_SMTP_URL": url}))


def test_mail_with_a_server_is_well() -> None:
    env = Env({"PROGRES_SMTP_URL": "smtp://mail.example.org"})
    assert installation.check_mail(env) == ""


def test_a_full_disk_is_found_before_it_is_full() -> None:
    gib = 2**30
    assert installation.judge_room(Path("/data"), used=80 * gib, free=20 * gib) == ""
    assert installation.judge_room(Path("/data"), used=81 * gib, free=19 * gib) == (
        "the disk of /data is full to 81%, 19.0 GiB are free; make room."
    )


COMPUTED = """
with root as (
    insert into tenant (name, short_name, language, time_zone, lineage, created_at)
    values ('Operator', 'operator', 'de', 'Europe/Berlin', '{}', now()) returning id)
insert into privacy_details (tenant_id, controller, address, contact, officer, authority,
    data_centre, processors, third_countries, transfers, instructions, further_measures)
select id, 'O', 'Street 1', 'o@example.org', '', 'Authority', '', '', 'none', '', '', ''
from root returning tenant_id
"""


def test_an_installation_without_legal_texts_is_not_production_ready(
    settings: dict[str, str], database_urls: DatabaseUrls
) -> None:
    problem = database.check_legal_texts(Env(settings))
    assert problem.startswith("not production-ready")
    assert "imprint (de), imprint (en)" in problem

    with psycopg.connect(database_urls.owner, autocommit=True) as owner:
        owner.execute(
            "insert into legal_text (kind, language, version, body, published_at)"
            " select kind, language, 1, 'x', now() from"
            " unnest(array['privacy', 'imprint', 'accessibility']) kind,"
            " unnest(array['de', 'en']) language"
        )
        assert database.check_legal_texts(Env(settings)) == ""
        owner.execute("delete from legal_text where kind = 'privacy'")
        assert "privacy (de)" in database.check_legal_texts(Env(settings))
        root = owner.execute(COMPUTED).fetchone()
        assert database.check_legal_texts(Env(settings)) == ""
        owner.execute("delete from tenant where id = %s", root)
        owner.execute("delete from legal_text")


def test_an_installation_without_a_privacy_contact_is_not_production_ready() -> None:
    problem = installation.check_privacy_contact(Env({}))
    assert problem.startswith("not production-ready")
    env = Env({"PROGRES_PRIVACY_CONTACT": "privacy@example.org"})
    assert installation.check_privacy_contact(env) == ""
