"""The worker: readings become alarms, mails go out, the log is sealed, jobs run."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

import django
import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "progres.settings")
django.setup()

from django.conf import settings  # noqa: E402 after Django is set up
from django.db import connection  # noqa: E402

from progres.alarms.feed import process_feed  # noqa: E402
from progres.audit.sealing import seal_entries  # noqa: E402
from progres.audit.sink import forward_entries  # noqa: E402
from progres.imports.work import work_on_imports  # noqa: E402
from progres.kit.clock import utc_now  # noqa: E402
from progres.notifications.account_mails import answer_reset_wishes  # noqa: E402
from progres.outbox.delivery import send_due_mails  # noqa: E402
from progres.outbox.rules import one_line  # noqa: E402
from progres.privacy.work import work_on_requests  # noqa: E402
from progres.tenants.branding import logo_of  # noqa: E402
from progres.worker.config import ERASER_URL, WEB_URL, database_url  # noqa: E402
from progres.worker.jobs import jobs  # noqa: E402
from progres.worker.loop import Loop  # noqa: E402
from progres.worker.progress import telling  # noqa: E402

BEAT_S = 10.0
AGAIN_S = 1.0  # before the next try when the database is away
LAST_MOMENT_S = 2.5  # for what is at hand when we are asked to stop

# Web and front door read from it whether a worker lives.
BEAT = """
insert into worker_heartbeat (id, beat_at, started_at) values (1, now(), %s)
on conflict (id) do update
set beat_at = excluded.beat_at, started_at = excluded.started_at
"""

logger = logging.getLogger(__name__)


def main() -> None:
    """Work until SIGTERM or SIGINT; what is at hand then is finished or rolled back."""
    eraser_url = database_url(ERASER_URL)
    woken = {
        "alarm_feed": Loop("alarm feed", process_feed),
        "mail": Loop("outbox", partial(send_due_mails, logo_of=logo_of)),
    }
    # A notification for each entry would make all who write entries wait in a line.
    loops = [
        *woken.values(),
        Loop("audit log", seal_entries),
        Loop("wishes for new passwords", answer_reset_wishes),
        Loop("requests of persons", partial(work_on_requests, eraser_url)),
        Loop("imports", partial(work_on_imports, progress_of=telling)),
    ]
    if settings.AUDIT_SINK is not None:
        sink = settings.AUDIT_SINK
        loops.append(Loop("audit sink", partial(forward_entries, sink)))
    for loop in loops:
        loop.start()
    asyncio.run(_live({channel: loop.wake for channel, loop in woken.items()}))
    for loop in loops:
        loop.stop()
    for loop in loops:
        loop.join()
    connection.close_pool()  # type: ignore[attr-defined] # as PostgreSQL's has


async def _live(wakers: Mapping[str, Callable[[], None]]) -> None:
    """Listen and run jobs until a signal comes."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, _begin_to_stop, stop)
    url = database_url(WEB_URL)
    tasks = [
        asyncio.create_task(_listen(url, wakers)),
        asyncio.create_task(_run_jobs(url)),
    ]
    await stop.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _begin_to_stop(stop: asyncio.Event) -> None:
    """Stop in order, and in any case: a mail server or a statement may hang.

    What is cut off is rolled back, and done when a worker is there again.
    """
    last_moment = threading.Timer(LAST_MOMENT_S, os._exit, [0])
    last_moment.daemon = True
    last_moment.start()
    stop.set()


async def _listen(url: str, wakers: Mapping[str, Callable[[], None]]) -> None:
    """Wake whoever a notification is for, and say every BEAT_S that we live."""
    started_at = utc_now()
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                url, autocommit=True, connect_timeout=10
            ) as database:
                for channel, wake in wakers.items():
                    await database.execute(f"listen {channel}".encode())
                    wake()
                while True:
                    await database.execute(BEAT, [started_at])
                    async for notice in database.notifies(timeout=BEAT_S):
                        wakers[notice.channel]()
        except psycopg.Error as error:
            logger.warning(
                "The worker waits for the database: %s", one_line(str(error))
            )
            await asyncio.sleep(AGAIN_S)


async def _run_jobs(url: str) -> None:
    """Run what `jobs` has at its times, and what must be done at a start at once."""
    app = App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=2))
    app.add_tasks_from(jobs, namespace="progres")
    while True:
        try:
            async with app.open_async():
                with suppress(AlreadyEnqueued):
                    now = int(utc_now().timestamp())
                    first = app.configure_task("progres:make_partitions")
                    await first.defer_async(timestamp=now)
                await app.run_worker_async(
                    install_signal_handlers=False,
                    listen_notify=False,
                    shutdown_graceful_timeout=1.0,
                )
        except (ConnectorException, psycopg.Error) as error:
            logger.warning("The jobs wait for the database: %s", one_line(str(error)))
            await asyncio.sleep(AGAIN_S)


if __name__ == "__main__":
    main()
