"""When the grace of a contract is over its instances go, and nothing of others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from psycopg import sql

from progres.audit.checking import check_chains
from progres.database.scope import scoped
from progres.ops.postgres import DatabaseUrls
from progres.privacy.erasure_actions import CannotErase, confirm_erasure
from progres.privacy.hold_actions import HoldFields, lift_hold, set_hold
from progres.privacy.holds import Covers
from progres.privacy.instance_erasure import digest_of
from progres.privacy.models import ErasureProof
from progres.tenants.contracts import get_contract
from progres.worker import jobs
from tests.audit.setting import as_owner, seal_all
from tests.isolation.planting import plant
from tests.isolation.tree import Home, make_tree
from tests.web.conftest import Browser, browser  # noqa: F401 a fixture

# What belongs to no instance and changes by the way, or tells of the erasure itself.
ASIDE = {
    *("registry_change", "django_session", "account_session", "erasure_proof"),
    *("audit_entry", "audit_pending", "audit_seal", "audit_key", "audit_forwarding"),
    *("retention_run", "worker_heartbeat", "tenant", "procrastinate_jobs"),
}
TABLES = """
select c.relname, exists (select from pg_attribute a where a.attrelid = c.oid
    and a.attname = 'tenant_id' and not a.attisdropped)
from pg_class c where c.relkind in ('r', 'p') and not c.relispartition
    and c.relnamespace = 'public'::regnamespace order by 1
"""


@pytest.fixture(autouse=True)
def roles(database_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRES_DATABASE_WEB_URL", database_urls.web)
    monkeypatch.setenv("PROGRES_DATABASE_ERASER_URL", database_urls.eraser)


@pytest.fixture
def homes(committed: None, database_urls: DatabaseUrls) -> Iterator[dict[str, Home]]:
    """Instances with one of everything; own and child have contracts that are over."""
    found, _people = make_tree()
    with psycopg.connect(database_urls.owner) as owner:
        days = "select make_partitions(current_date - 3, current_date + 1)"
        owner.execute(days.encode())
    for home in found.values():
        plant(home, database_urls.owner)
    with psycopg.connect(database_urls.owner) as owner:
        ids = [found[name].ids["contract_id"] for name in ("own", "child")]
        owner.execute(
            "update contract set starts_on = '2025-01-01', ends_on = '2025-12-31',"
            " grace_days = 30 where id = any(%s)",
            [ids],
        )
        owner.execute("update legal_hold set lifted_at = now()")
    seal_all(at=timezone.now())
    yield found
    connection.close()


def confirm(home: Home) -> None:
    """Let the operator confirm what is under the contract of an instance."""
    by = home.operator
    by = replace(by, scope=by.scope.with_named())
    with transaction.atomic(), scoped(by.scope):
        contract = get_contract(by.scope, int(str(home.ids["contract_id"])))
        confirm_erasure(contract, by=by, at=timezone.now())


def erase() -> None:
    jobs.erase_instances(timestamp=int(timezone.now().timestamp()))


def proof_of(home: Home) -> ErasureProof:
    scope = home.operator.scope
    with transaction.atomic(), scoped(scope):
        return ErasureProof.objects.of(scope).get(
            contract_id=int(str(home.ids["contract_id"]))
        )


def others(urls: DatabaseUrls, *erased: Home) -> dict[str, str]:
    """A fingerprint of all rows of every table that are not of these instances."""
    ids = [home.tenant.id for home in erased]
    found = {}
    with psycopg.connect(urls.owner) as owner:
        for name, of_tenants in owner.execute(TABLES).fetchall():
            if name in ASIDE:
                continue
            query = sql.SQL(
                "select md5(coalesce(string_agg(line, '' order by line), ''))"
                " from (select t::text as line from {} t where {}) lines"
            ).format(
                sql.Identifier(name),
                sql.SQL("tenant_id is null or tenant_id <> all(%(ids)s)")
                if of_tenants
                else sql.SQL("true"),
            )
            row = owner.execute(query, {"ids": ids}).fetchone()
            found[name] = str(row and row[0])
    return found


def holding(urls: DatabaseUrls, word: str) -> set[str]:
    """Tables in which a word stands anywhere."""
    found = set()
    with psycopg.connect(urls.owner) as owner:
        for name, _ in owner.execute(TABLES).fetchall():
            query = sql.SQL(
                "select exists (select from {} t where t::text like %s"
                " or t::text like %s)"
            ).format(sql.Identifier(name))
            in_bytes = f"%{word.encode().hex()}%"
            row = owner.execute(query, [f"%{word}%", in_bytes]).fetchone()
            if row and row[0]:
                found.add(name)
    return found


def rows_of(urls: DatabaseUrls, home: Home) -> dict[str, int]:
    """How many rows of an instance there are by table."""
    found = {}
    with psycopg.connect(urls.owner) as owner:
        for name, of_tenants in owner.execute(TABLES).fetchall():
            if of_tenants:
                query = sql.SQL("select count(*) from {} where tenant_id = %s")
                row = owner.execute(
                    query.format(sql.Identifier(name)), [home.tenant.id]
                ).fetchone()
                found[name] = int(row[0]) if row else 0
    return found


def test_an_instance_goes_whole_with_a_proof_and_nothing_of_another(
    homes: dict[str, Home], database_urls: DatabaseUrls
) -> None:
    child, urls = homes["child"], database_urls
    before, had = others(urls, child), rows_of(urls, child)
    assert len(holding(urls, child.word)) > 20

    confirm(child)
    erase()

    assert others(urls, child) == before
    left = {name for name, rows in rows_of(urls, child).items() if rows}
    assert left <= {"audit_entry", "audit_seal"}
    assert holding(urls, child.word) == set()
    assert holding(urls, child.name_word) == {"erasure_proof", "audit_entry"}
    proof = proof_of(child)
    assert proof.ended_at is not None
    assert proof.ids["device"]["ids"] == had["device"]
    for table in ("device", "account", "reading", "uplink", "mail", "stored_file"):
        assert proof.rows[table] == had[table] > 0
    said = (proof.contract, proof.erased_ids, proof.ids, proof.rows)
    assert proof.digest == digest_of(*said)


def test_the_log_still_verifies_and_tells_what_was_erased(
    homes: dict[str, Home], database_urls: DatabaseUrls
) -> None:
    child, urls = homes["child"], database_urls
    confirm(child)
    erase()

    seal_all(at=timezone.now())
    with as_owner(urls.owner), transaction.atomic():
        assert check_chains(at=timezone.now()).entries > 0
    with psycopg.connect(urls.owner) as owner:
        told = owner.execute(
            "select tenant_id, details ->> 'digest' from audit_entry"
            " where action = 'erasure.finished'"
        ).fetchall()
        full = owner.execute(
            "select count(*) from audit_entry where tenant_id = %s"
            " and (actor <> '' or target <> '' or details <> '{}' or ip is not null)",
            [child.tenant.id],
        ).fetchone()
    assert told == [(homes["operator"].tenant.id, proof_of(child).digest)]
    assert full == (0,)


def test_what_stopped_half_way_goes_on(
    homes: dict[str, Home],
    database_urls: DatabaseUrls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    child, urls = homes["child"], database_urls
    had = rows_of(urls, child)
    impatient = f"{urls.eraser}&options=-c%20lock_timeout%3D200ms"
    confirm(child)
    with psycopg.connect(urls.owner) as other:
        other.execute(
            "select from mail where tenant_id = %s for update", [child.tenant.id]
        )
        monkeypatch.setenv("PROGRES_DATABASE_ERASER_URL", impatient)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            erase()
    half = proof_of(child)
    assert half.ended_at is None
    assert half.rows

    erase()

    proof = proof_of(child)
    assert proof.ended_at is not None
    assert proof.rows["device"] == had["device"]
    assert proof.rows["mail"] == had["mail"]
    assert proof.ids["device"] == half.ids["device"]


def test_nothing_goes_unconfirmed_early_held_or_above_another_contract(
    homes: dict[str, Home], database_urls: DatabaseUrls
) -> None:
    own, child, urls = homes["own"], homes["child"], database_urls
    before = rows_of(urls, child)
    erase()
    assert rows_of(urls, child) == before
    with pytest.raises(CannotErase, match="not over"):
        confirm(homes["sibling"])
    with pytest.raises(CannotErase, match="has a contract of its own"):
        confirm(own)
    fields = HoldFields(
        covers=Covers.ACCOUNT,
        thing_id=child.admin.user.id,
        reason="Rechtsstreit",
        until=timezone.now() + timedelta(days=9),
    )
    now = timezone.now() - timedelta(seconds=5)
    confirm(child)
    with transaction.atomic(), scoped(child.admin.scope):
        hold = set_hold(fields, by=child.admin, at=now)
    with pytest.raises(CannotErase, match="The legal hold on"):
        confirm(child)

    erase()

    assert rows_of(urls, child)["device"] == before["device"]
    assert "Rechtsstreit" in proof_of(child).problem
    with transaction.atomic(), scoped(child.admin.scope):
        lift_hold(hold.id, by=child.admin, at=now + timedelta(seconds=1))
    erase()
    assert proof_of(child).ended_at is not None

    confirm(own)
    erase()
    assert proof_of(own).erased_ids == [own.tenant.id]
    assert holding(urls, own.word) == set()


def test_the_operator_confirms_on_a_page_and_reads_the_proof(
    homes: dict[str, Home],
    browser: Browser,  # noqa: F811 the fixture
) -> None:
    child, operator = homes["child"], homes["operator"]
    ids = {"tenant_id": operator.tenant.id, "contract_id": child.ids["contract_id"]}
    otto = browser(child.operator)
    with transaction.atomic(), scoped(child.operator.scope.with_named()):
        scope = child.operator.scope.with_named()
        number = get_contract(scope, int(str(ids["contract_id"]))).number

    end = otto.get(reverse("web:contract_end", kwargs=ids)).text
    assert reverse("web:contract_erase", kwargs=ids) in end
    page = reverse("web:contract_erase", kwargs=ids)
    assert "1 instance goes" in otto.get(page).text
    assert "This is not its name" in otto.post(page, {"confirm": "x"}).text
    confirmed = otto.post(page, {"confirm": number}, follow=True).text
    assert "the worker erases the data" in confirmed
    assert "Being erased" in otto.get(page).text
    erase()

    erasures = reverse("web:erasure_list", kwargs={"tenant_id": operator.tenant.id})
    assert "Erased on" in otto.get(erasures).text
    proof = proof_of(child)
    shown = reverse(
        "web:erasure",
        kwargs={"tenant_id": operator.tenant.id, "proof_id": proof.id},
    )
    assert proof.digest in otto.get(shown).text
    elsewhere = reverse(
        "web:erasure_list", kwargs={"tenant_id": homes["sibling"].tenant.id}
    )
    assert otto.get(elsewhere).status_code == 404
