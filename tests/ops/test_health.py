"""What machines are told, and which of them."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from progres.ops.health import Check, health_routes

TOKEN = "figures"  # noqa: S105 of a test
LOOPBACK, ELSEWHERE = ("127.0.0.1", 5000), ("192.0.2.7", 5000)


async def works() -> bool:
    return True


async def says_no() -> bool:
    return False


async def hangs() -> bool:
    """As a query does whose database stands still: also when it is cancelled."""
    with suppress(asyncio.CancelledError):
        await asyncio.Event().wait()
    await asyncio.Event().wait()
    return True


async def fails() -> bool:
    raise ConnectionError


def ask(
    path: str,
    checks: dict[str, Check] | None = None,
    *,
    metrics_token: str = "",
    client: tuple[str, int] = LOOPBACK,
    headers: Mapping[str, str] | None = None,
) -> Response:
    app = Starlette(routes=health_routes(checks or {}, metrics_token=metrics_token))

    async def get() -> Response:
        transport = ASGITransport(app, client=client)
        async with AsyncClient(transport=transport, base_url="http://test") as caller:
            return await caller.get(path, headers=headers)

    return asyncio.run(get())


def test_whoever_answers_is_alive_whatever_else_is_away() -> None:
    assert ask("/healthz", {"database": fails}).status_code == 200


@pytest.mark.parametrize("check", [says_no, fails, hangs])
def test_ready_is_who_has_all_parts_and_the_answer_names_them(check: Check) -> None:
    ready = ask("/readyz", {"database": works, "worker": works})
    away = ask("/readyz", {"database": works, "worker": check})

    assert (ready.status_code, ready.json()) == (
        200,
        {"database": "ok", "worker": "ok"},
    )
    assert (away.status_code, away.json()) == (
        503,
        {"database": "ok", "worker": "away"},
    )


def test_figures_are_in_the_form_of_prometheus() -> None:
    answer = ask("/metrics")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "# TYPE process_cpu_seconds_total counter" in answer.text


def test_without_a_token_figures_are_for_this_machine_alone() -> None:
    assert ask("/metrics", client=ELSEWHERE).status_code == 404
    assert ask("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404
    assert ask("/metrics", headers={"Forwarded": "for=192.0.2.7"}).status_code == 404


@pytest.mark.parametrize(
    ("authorization", "status"),
    [(f"Bearer {TOKEN}", 200), ("Bearer others", 404), ("", 404)],
)
@pytest.mark.parametrize("client", [LOOPBACK, ELSEWHERE])
def test_a_token_is_asked_of_everybody(
    client: tuple[str, int], authorization: str, status: int
) -> None:
    answer = ask(
        "/metrics",
        metrics_token=TOKEN,
        client=client,
        headers={"Authorization": authorization},
    )

    assert answer.status_code == status
