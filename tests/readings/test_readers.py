"""Whatever reads readings asks how finely they may be seen, or says here why it need not."""

import ast
import re
from pathlib import Path

from progres.accounts.gate import get_membership
from progres.accounts.membership import Origin
from progres.database.scope import Scope
from tests.world import NOON, World

SOURCE = Path("src/progres")
READS = re.compile(r"\b(?:from|join) (?:reading|reading_late|latest|uplink|delivery)\b")
# What stands between these statements and people, or why nobody sees what they read.
READERS = {
    "readings/statements.py": "raw_series, bucketed_series; uplinks, in readings/uplinks.py",
    "readings/queries.py": "latest_of, first_and_last",
    "readings/deliveries.py": "deliveries_of an uplink that is not hidden",
    "readings/traffic.py": "counts and times alone",
    "readings/moments.py": "sums of all measuring points of an instance",
    "dashboards/statements.py": "the label of a place on the map, without_newest",
    "alarms/feed.py": "which device was heard",
    "ingest/statements.py": "the front door, to which nobody looks",
    "privacy/retention.py": "erases",
    "readings/expiry.py": "erases",
    "readings/actions.py": "a person's own, erased or given out; all of an instance",
}
ASK = {"finest_of", "finest_of_many", "without_newest", "is_hidden"}
ASKING = {
    "readings/queries.py": {"raw_series", "bucketed_series", "latest_of"},
    "readings/uplinks.py": {"_shown"},
    "readings/deliveries.py": {"deliveries_of"},
    "dashboards/places.py": {"_values"},
}


def test_every_statement_that_reads_readings_is_known() -> None:
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and READS.search(path.read_text())
    }

    assert found == READERS.keys()


def test_those_that_show_values_ask_how_finely() -> None:
    for place, wanted in ASKING.items():
        tree = ast.parse((SOURCE / place).read_text())
        asking = {
            function.name
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            if {name_of(node) for node in ast.walk(function)} & ASK
        }
        assert asking == wanted, place


def name_of(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def test_whoever_passes_the_gate_brings_the_own_roles(world: World) -> None:
    for who in (world.otto, world.olga, world.rita, world.nora):
        by = get_membership(who.user, who.tenant.id, origin=Origin(), at=NOON)
        assert by.scope.roles == frozenset({who.user.role})
        assert by.scope.with_named().roles == by.scope.roles
        assert by.scope.without_named().roles == by.scope.roles
        assert by.scope.with_one(7).roles == by.scope.roles
    assert Scope(frozenset()).roles is None


def test_pages_and_endpoints_make_no_scope_of_their_own() -> None:
    """One without roles would be bound by nothing."""
    makers = {
        str(path.relative_to(SOURCE))
        for part in ("web", "api", "dashboards", "metering", "readings", "imports")
        for path in (SOURCE / part).rglob("*.py")
        if re.search(r"\bScope\(", path.read_text())
    }

    assert makers == {
        "web/invitations.py",  # of somebody who has no account yet
        "imports/work.py",  # the worker
    }
