"""What an operator can set, call or grant, and every refusal, is documented."""

import argparse
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import progres
from progres.accounts.access import NARROWABLE, PERMISSIONS, Permission
from progres.ops.check_database import DATABASE_CHECKS
from progres.ops.check_installation import INSTALLATION_CHECKS
from progres.ops.command_line import build_parser
from progres.ops.embedded.roles import ROLES, SETUP

PAGE = Path("docs/operating.md").read_text()


def section(title: str) -> str:
    _, _, rest = PAGE.partition(f"\n## {title}\n")
    assert rest, f"docs/operating.md has no section '{title}'."
    return rest.partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """Cells of a section's table, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def commands(
    parser: argparse.ArgumentParser,
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that the help names with its parser, those of a group by two words."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for shown in action._choices_actions:
                yield from commands(action.choices[shown.dest])
            return
    yield parser.prog, parser


COMMANDS = dict(commands(build_parser()))


def test_every_setting_is_documented() -> None:
    used = {
        name
        for path in Path("src/progres").rglob("*.py")
        for name in re.findall(r"\bPROGRES_[A-Z_]*[A-Z]\b", path.read_text())
    }
    assert {row[0].strip("`") for row in rows("Settings")} == used


def test_every_command_is_documented() -> None:
    assert {row[0].strip("`") for row in rows("Commands")} == COMMANDS.keys()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_documented(command: str) -> None:
    options = {
        option
        for action in COMMANDS[command]._actions
        if action.help != argparse.SUPPRESS
        for option in action.option_strings
        if option.startswith("--")
    }
    (row,) = (row for row in rows("Commands") if row[0] == f"`{command}`")
    assert set(re.findall(r"`(--[a-z-]+)`", row[2])) == options - {
        "--help",
        "--data-dir",
    }


def test_every_permission_is_documented_with_the_roles_that_have_it() -> None:
    assert {
        row[0].strip("`"): [bool(cell) for cell in row[1:]]
        for row in rows("Who may do what")
    } == {
        permission: [permission in rights for rights in PERMISSIONS.values()]
        for permission in Permission
    }
    for role in PERMISSIONS:
        assert f"`{role}`" in section("Who may do what")


def test_what_a_role_keeps_that_ends_at_an_asset_is_documented() -> None:
    _, _, rest = section("Who may do what").partition("only these are left: ")
    assert set(re.findall(r"`([a-z_.]+)`", rest.partition(";")[0])) == NARROWABLE


def test_every_check_of_the_doctor_is_documented() -> None:
    documented = [row[0] for row in rows("What `progres doctor` says")]
    assert documented == [*DATABASE_CHECKS, *INSTALLATION_CHECKS]


def test_an_external_database_gets_the_roles_that_the_embedded_one_has() -> None:
    said = re.sub(r"\s+", " ", section("Your own PostgreSQL"))
    setup = re.sub(r"\s+", " ", SETUP)
    rights = re.findall(r"(?:alter role \w+ set|revoke all|grant) [^;]+;", setup)
    assert len(rights) == 7
    assert not [statement for statement in rights if statement not in said]
    attributes = "nosuperuser nobypassrls nocreatedb nocreaterole noreplication"
    for role in ROLES:
        assert f"create role {role} with login {attributes} password" in said
        assert f"alter role {role} with login {attributes} password" in setup


def kinds_of(error: type[Exception]) -> Iterator[str]:
    """Our own classes below another, once all modules are known."""
    for kind in error.__subclasses__():
        if kind.__module__.startswith("progres."):
            yield f"{kind.__module__.removeprefix('progres.')}.{kind.__qualname__}"
        yield from kinds_of(kind)


def test_every_refusal_stands_in_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    # Commands change it when they are imported; afterwards it is as it was.
    monkeypatch.setenv("PROGRES_DATABASE_ROLE", "PROGRES_DATABASE_WEB_URL")
    _, _, tree = Path("docs/map.md").read_text().partition("```\nValueError\n")
    lines = re.findall(r"^[ │]*[├└]── (\S+(?: · \S+)*)", tree, re.MULTILINE)
    found = set()
    for line in lines:
        module = ""
        for name in line.split(" · "):
            module = name.rpartition(".")[0] or module
            found.add(f"{module}.{name.rpartition('.')[2]}")

    for known in walk_packages(progres.__path__, "progres."):
        if known.name not in {"progres.__main__", "progres.asgi"}:
            import_module(known.name)
    errors = (ValueError, LookupError, PermissionError)
    assert found == {name for error in errors for name in kinds_of(error)}
