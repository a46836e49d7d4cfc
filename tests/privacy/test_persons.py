"""A mark in every personal field: access finds all of it, erasure leaves none."""

import base64
import io
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import psycopg
import pytest
import pytest_django
from psycopg import sql

from progres.audit.checking import check_chains
from progres.audit.sealing import seal_entries
from progres.kit.datamap import Store
from progres.ops.postgres import DatabaseUrls
from progres.privacy.access import SECRETS
from progres.privacy.check import COLUMNS
from progres.privacy.datamap import DATA_MAP
from progres.privacy.work import work_on_requests
from tests.isolation.conftest import Estate, planted
from tests.isolation.times import EARLIER, NOW
from tests.isolation.tree import Home

LATER = NOW + timedelta(minutes=5)
# Where a mark is no matter of the person: what the instance is called and has made.
PLAIN = {
    (entry.place, name)
    for entry in DATA_MAP
    if entry.store is Store.TABLE
    for name in entry.plain
}


# The word of an instance is the mark of one person: what it holds of others is not.
OTHERS = (
    "update account set first_name = 'A', last_name = 'B', company = '', phone = '',"
    " address = '', email = replace(email, %(mark)s, 'andere') where id <> %(user)s",
    "update provider_subject set subject_hash = 'andere' where user_id <> %(user)s",
    "update audit_entry set actor = replace(actor, %(mark)s, 'andere')"
    " where actor_id <> %(user)s",
)
OWN = (
    "update account set email = %(email)s, first_name = %(mark)s where id = %(user)s",
    "update invitation set email = %(email)s where tenant_id = %(tenant)s",
    "update alarm_recipient set email = %(email)s where tenant_id = %(tenant)s",
    "update tenant set contact_email = %(email)s where id = %(tenant)s",
)


@pytest.fixture
def estate(
    database_urls: DatabaseUrls,
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Estate]:
    monkeypatch.setenv("PROGRES_DATA_DIR", str(tmp_path))
    yield from planted(database_urls, django_db_blocker)


def ask(owner: psycopg.Connection, home: Home, kind: str) -> int:
    """Somebody whose name is the mark of the instance lived there and asks."""
    point, device, tenant = (
        home.ids["point_id"],
        home.ids["device_id"],
        home.tenant.id,
    )
    begin = EARLIER - timedelta(days=1)
    owner.execute(
        "update meter set device_id = %s, key = 'temperature', installed_at = %s"
        " where measuring_point_id = %s",
        [device, begin, point],
    )
    address = f"{home.word}@example.com"
    for statement in OTHERS:
        owner.execute(statement, {"mark": home.word, "user": home.ids["user_id"]})
    for statement in OWN:
        owner.execute(
            statement,
            {
                "mark": home.word,
                "user": home.ids["user_id"],
                "email": address,
                "tenant": tenant,
            },
        )
    for table in ("reading_restriction", "restricted_row", "person_request"):
        owner.execute(f"delete from {table}")  # noqa: S608 named above
    owner.execute(
        "update disclosure set user_ids = array[%s], secret_until = null",
        [home.ids["user_id"]],
    )
    owner.execute("delete from occupancy where measuring_point_id = %s", [point])
    [(occupancy,)] = owner.execute(
        "insert into occupancy (tenant_id, measuring_point_id, user_id, name, sort_key,"
        " email, phone, reference, since, note, created_at) values (%(t)s, %(p)s, %(u)s,"
        " %(w)s, %(w)s, %(e)s, '', %(w)s, %(b)s, %(w)s, %(b)s) returning id",
        {
            "t": tenant,
            "p": point,
            "u": home.ids["user_id"],
            "w": home.word,
            "e": address,
            "b": begin,
        },
    ).fetchall()
    [(request,)] = owner.execute(
        "insert into person_request (tenant_id, kind, state, channel, received_on,"
        " due_on, user_id, name, email, language, terms, wish, purposes, created_at,"
        " extension_reason, identity_method, identity_note, decision, reason, weighing,"
        " problem, problem_facts, identified_at, decided_at) values (%s, %s,"
        " 'identified', 'mail', %s, %s, %s, %s, '', 'de', '[]', %s, '[]', %s, '', '', '',"
        " '', '', '', '', '{}', %s, %s) returning id",
        [
            *(tenant, kind, NOW.date(), NOW.date(), home.ids["user_id"], home.word),
            *(home.word, NOW, NOW, NOW),
        ],
    ).fetchall()
    owner.execute(
        "insert into person_request_span (tenant_id, request_id, measuring_point_id,"
        " occupancy_id, since) values (%s, %s, %s, %s, %s)",
        [tenant, request, point, occupancy, begin],
    )
    return int(request)


def marked(owner: psycopg.Connection, mark: str) -> set[tuple[str, str]]:
    """Tables and columns in which a mark stands, in any kind of value."""
    found = set()
    for table, column in owner.execute(COLUMNS).fetchall():
        statement = sql.SQL(
            "select exists (select from {} t where strpos(t.{}::text, %(word)s) > 0"
            " or strpos(t.{}::text, %(hex)s) > 0)"
        ).format(sql.Identifier(table), *[sql.Identifier(column)] * 2)
        words = {"word": mark, "hex": mark.encode().hex()}
        if owner.execute(statement, words).fetchall() == [(True,)]:
            found.add((table, column))
    return found


def said(value: object) -> str:
    """A value as text; bytes stand in base64."""
    if isinstance(value, list):
        return " ".join(map(said, value))
    text = json.dumps(value)
    with suppress(ValueError):
        text += base64.b64decode(str(value), validate=True).decode(errors="replace")
    return text


def work(
    urls: DatabaseUrls, request: int
) -> tuple[str, dict[str, dict[str, int]] | None]:
    assert work_on_requests(urls.eraser, at=LATER) == 1
    with psycopg.connect(urls.owner) as owner:
        [(state, proof)] = owner.execute(
            "select state, proof from person_request where id = %s", [request]
        ).fetchall()
    return state, proof


def test_access_finds_what_is_marked(
    estate: Estate, database_urls: DatabaseUrls
) -> None:
    home = estate.homes["own"]
    with psycopg.connect(database_urls.owner, autocommit=True) as owner:
        request = ask(owner, home, "access")
        before = marked(owner, home.word)
    assert work(database_urls, request) == ("identified", None)
    with psycopg.connect(database_urls.owner) as owner:
        [(content,)] = owner.execute(
            "select content from answer_package where request_id = %s", [request]
        ).fetchall()
    with ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        texts = {name: archive.read(name) for name in names}
    told = {
        (name.removeprefix("data/").removesuffix(".json"), column)
        for name, text in texts.items()
        if name.startswith("data/") and name.endswith(".json")
        for row in json.loads(text)
        for column, value in row.items()
        if home.word in said(value)
    }
    if home.word.encode() in texts["data/readings.csv"]:
        told |= {("reading", "extra"), ("reading_late", "extra")}
    if any(home.word.encode() in texts[name] for name in names if "files/" in name):
        told.add(("stored_file", "content"))
    assert before - PLAIN - SECRETS - told == set()
    assert texts["report.pdf"].startswith(b"%PDF")


def test_erasure_leaves_no_mark(estate: Estate, database_urls: DatabaseUrls) -> None:
    home = estate.homes["own"]
    with psycopg.connect(database_urls.owner, autocommit=True) as owner:
        request = ask(owner, home, "erasure")
        assert work(database_urls, request) == ("identified", None)
        grant = "update person_request set state = 'granted' where id = %s"
        owner.execute(grant, [request])
        assert work(database_urls, request) == ("failed", None)  # a legal hold
        owner.execute("update legal_hold set lifted_at = %s", [NOW])
        owner.execute(grant, [request])
        state, proof = work(database_urls, request)
        assert (state, proof and proof["tables"]["account"]) == ("done", 1)
        left = marked(owner, home.word) - PLAIN
    assert {place for place, _ in left} == {"disclosure", "legal_hold"}  # they prove
    seal_entries(at=LATER)
    check_chains(at=LATER)
