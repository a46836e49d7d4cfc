"""What the platform stores outside the database, read from sources and settings.

Cookies, browser storage, channels of the database, logs and files. Where a name cannot
be read from the source, the source itself is a problem: NotReadable.
"""

import ast
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage

SOURCES = Path("src/progres")
BUNDLE = SOURCES / "web/static/assets"  # what browsers get, libraries included

STANDARD_ERROR = "standard error"

DEFINITIONS = {"django.http.response", "starlette.responses"}  # of set_cookie itself
# What sets a cookie only if it is switched on, and whether it is.
SWITCHES: dict[str, Callable[[], bool]] = {
    "allauth.mfa.internal.flows.trust": lambda: getattr(
        settings, "MFA_TRUST_ENABLED", False
    ),
    # For providers other than those of OpenID Connect.
    "allauth.socialaccount.sessions": lambda: (
        "allauth.socialaccount.sessions" in sys.modules
    ),
}
# Packages whose code runs, besides the installed apps.
LIBRARIES = ("django.http", "django.middleware", "django.views", "ninja", "starlette")

_SET_COOKIE = re.compile(r"\.set_(?:signed_)?cookie\(")
_CHANNEL = re.compile(r"(?:pg_notify\(\s*'|\"notify )(\w+)", re.IGNORECASE)
_STORAGE = re.compile(
    r"(?:local|session)Storage\s*(?:\.(?:get|set|remove)Item\(\s*|\[\s*)"
    r"(?:[\"'`](?P<text>[^\"'`]+)[\"'`]|(?P<name>[\w$]+))"
)
_OTHER_STORAGE = re.compile(r"\b(?:indexedDB\.open|caches\.open|document\.cookie)\b")


class NotReadable(ValueError):
    """A source stores something under a name that cannot be read from it."""


def cookies() -> Iterator[str]:
    """Names of the cookies that our code and the libraries' code can set."""
    names = {
        "django.contrib.sessions.middleware": settings.SESSION_COOKIE_NAME,
        "django.contrib.messages.storage.cookie": CookieStorage.cookie_name,
        "django.middleware.csrf": settings.CSRF_COOKIE_NAME,
        "django.views.i18n": settings.LANGUAGE_COOKIE_NAME,
    }
    apps = [name for name in settings.INSTALLED_APPS if not name.startswith("progres.")]
    for package in (*apps, *LIBRARIES):
        for module, source in _modules(package):
            if module in SWITCHES and not SWITCHES[module]():
                continue
            if _SET_COOKIE.search(source) and module not in DEFINITIONS:
                yield names.get(module, f"that {module} sets")
    for path in SOURCES.rglob("*.py"):
        if _SET_COOKIE.search(path.read_text()):
            raise NotReadable(
                f"{path} sets a cookie by itself; let Django set it under a name from "
                "settings.py, or teach tools/stored_things.py that name."
            )


def _modules(package: str) -> Iterator[tuple[str, str]]:
    spec = find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        for path in Path(folder).rglob("*.py"):
            inner = path.relative_to(folder).with_suffix("").parts
            if package == "allauth" and inner[0] != "core":
                continue  # its parts are apps of their own, most of them not installed
            yield ".".join((package, *inner)), path.read_text()


def browser_keys(bundle: Path = BUNDLE) -> Iterator[str]:
    """Keys of the browser's storage in the built scripts; a database by its file."""
    for path in sorted(bundle.glob("*.js")):
        source = path.read_text()
        for _ in _OTHER_STORAGE.finditer(source):
            yield f"that {path.name} opens"
        for match in _STORAGE.finditer(source):
            yield match["text"] or _constant(path, match["name"], source, match.start())


def _constant(path: Path, name: str, source: str, before: int) -> str:
    """The text that a name was given last before a place in a source."""
    given = re.compile(rf"(?<![\w$.]){re.escape(name)}\s*=\s*[\"'`]([^\"'`]+)[\"'`]")
    values = given.findall(source, 0, before)
    if not values:
        raise NotReadable(
            f"{path} stores something under '{name}', whose text is not beside it; "
            "store it under a constant."
        )
    return str(values[-1])


def channels() -> Iterator[str]:
    """Channels of the database on which our code notifies."""
    for path in SOURCES.rglob("*.py"):
        yield from _CHANNEL.findall(path.read_text())


def logs() -> Iterator[str]:
    """Where the loggers of this process write, as Django's settings made them."""
    loggers: list[object] = [logging.root, *logging.root.manager.loggerDict.values()]
    for logger in loggers:
        for handler in logger.handlers if isinstance(logger, logging.Logger) else ():
            stream = getattr(handler, "stream", None)
            yield STANDARD_ERROR if stream is sys.stderr else repr(handler)


def access_logs() -> Iterator[str]:
    """Calls of uvicorn that would write addresses of people into a log."""
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {
                "uvicorn.Config",
                "uvicorn.run",
            }:
                given = {word.arg: ast.unparse(word.value) for word in node.keywords}
                if given.get("access_log") != "False":
                    yield f"of uvicorn, {path}:{node.lineno}"


def files(data_dir: Path) -> Iterator[str]:
    """Paths of everything below a data directory that is no folder, links followed."""
    for folder, _, names in os.walk(data_dir, followlinks=True):
        for name in names:
            yield str((Path(folder) / name).relative_to(data_dir))
