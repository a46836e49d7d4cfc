"""`progres audit` from outside, as a person calls it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from progres.ops.moment import database_for_a_moment
from progres.ops.postgres import remove_database, urls_of
from tests.ops.running import Running, until
from tests.ops.test_commands import OLGA, PASSWORD, progres

DAY = datetime.now(UTC).date().isoformat()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A house of which the worker of `serve` has sealed the log."""
    folder = tmp_path_factory.mktemp("audit") / "data"
    progres("create-operator", *OLGA, "--data-dir", folder, given=PASSWORD)
    with Running("progres", "serve", "--port", "0", "--data-dir", folder) as house:
        house.line_with("is ready at")
        until(lambda: sealed(folder) == 2)
        house.stop()
    yield folder
    remove_database(folder)


def sealed(folder: Path) -> int:
    with psycopg.connect(urls_of(folder).owner) as owner:
        row = owner.execute("select coalesce(sum(count), 0) from audit_seal").fetchone()
    return row[0] if row else 0


def audit(folder: Path, *arguments: str) -> tuple[int, str]:
    ran = progres("audit", *arguments, "--data-dir", folder)
    return ran.returncode, ran.stdout + ran.stderr


def as_owner(folder: Path, statement: str) -> None:
    with (
        database_for_a_moment(folder) as environment,
        psycopg.connect(environment["PROGRES_DATABASE_URL"]) as owner,
    ):
        owner.execute(statement.encode())


def test_a_log_is_compared_with_anchors_kept_elsewhere(
    folder: Path, tmp_path: Path
) -> None:
    code, lines = audit(folder, "anchors")
    assert code == 0
    kept = tmp_path / "anchors"
    kept.write_text(lines)
    anchor = json.loads(lines)
    assert (anchor["entries"], anchor["day"]) == (2, DAY)
    assert len(bytes.fromhex(anchor["public_key"])) == 32

    code, said = audit(folder, "verify", "--anchors", str(kept))
    assert code == 0
    assert said.startswith("2 sealed entries are as they were written. ")
    assert f"up to the last external anchor of {anchor['sealed_at']} was" in said

    code, said = audit(folder, "verify")
    assert code == 0
    assert "does not show whether the end of the log was cut off" in said

    as_owner(folder, "update audit_entry set actor = 'Rita' where id = 2")
    code, said = audit(folder, "verify", "--anchors", str(kept))
    assert (code, said) == (
        1,
        f"Instance 1, {DAY}: entry 2 (user.created) was changed in what it says of "
        "'who'.\n",
    )

    as_owner(folder, "delete from audit_seal")
    code, said = audit(folder, "verify", "--anchors", str(kept))
    assert code == 1
    assert "the end of the log was cut off since" in said


def test_a_file_that_holds_no_anchors_is_refused(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "anchors"
    kept.write_text("hello\n")

    code, said = audit(folder, "verify", "--anchors", str(kept))

    assert code == 1
    assert "'hello' is no anchor" in said
