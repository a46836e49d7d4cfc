"""The front door as a Starlette application, with its life from start to stop."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg
from starlette.applications import Starlette
from starlette.routing import Mount

from progres.codecs.pool import CodecPool
from progres.ingest import statements
from progres.ingest.backlog import Backlog
from progres.ingest.config import IngestConfig, read_config
from progres.ingest.contents import Decoder, Layouts
from progres.ingest.database import AWAY, Pool, open_pool
from progres.ingest.heard import Heard
from progres.ingest.mqtt import Subscribers
from progres.ingest.pipeline import Pipeline
from progres.ingest.registry import Registry
from progres.ingest.webhook import Webhook
from progres.ingest.writer import Writer
from progres.kit.clock import utc_now

DAYS_AHEAD = 3  # partitions made in advance
# registry, writer, backlog and what it stores, layouts, gateways, MQTT
CONNECTIONS = 7
HOUR_S = 3600.0


@dataclass(frozen=True, kw_only=True)
class FrontDoor:
    """The parts of a running front door."""

    pool: Pool
    pipeline: Pipeline
    backlog: Backlog
    registry: Registry


def make_app(
    environ: Mapping[str, str], *, clock: Callable[[], datetime] = utc_now
) -> Starlette:
    """Make the application; it opens its database and codec workers when it starts."""
    config = read_config(environ)

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        async with running(config, clock=clock) as door:
            app.state.door = door
            _spare_the_collector()
            yield

    app = Starlette(lifespan=life)
    app.state.webhook = Webhook(lambda: app.state.door.pipeline, clock)
    app.router.routes.append(Mount("/", app=app.state.webhook))
    return app


@asynccontextmanager
async def running(
    config: IngestConfig, *, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[FrontDoor]:
    """Run the parts; at the end what was accepted is written before they stop."""
    # Each part is ended, the last first, whatever befalls the others, also at the start.
    async with AsyncExitStack() as end:
        pool = await open_pool(config.database, most=CONNECTIONS)
        end.push_async_callback(pool.close)
        codecs = CodecPool(workers=config.codec_workers)
        layouts = Layouts(pool)
        registry = Registry(pool)
        writer = Writer(pool, lambda: registry.days)
        decoder = Decoder(codecs, layouts)
        heard = Heard(pool)
        pipeline = Pipeline(registry, decoder, writer, heard)
        backlog = Backlog(pool, registry, decoder, writer, pipeline, clock)
        subscribers = Subscribers(
            pool,
            pipeline,
            clock,
            master_keys=config.master_keys,
            internal=config.internal_hosts,
        )
        end.push_async_callback(codecs.stop)
        await codecs.start()
        await layouts.load()
        await _make_partitions(pool, clock())
        end.push_async_callback(heard.flush)
        end.push_async_callback(writer.drain)
        for name, part in (
            ("registry", registry.run()),
            ("writer", writer.run()),
            ("backlog", backlog.run()),
            ("heard", heard.run()),
            ("partitions", _keep_partitions(pool, clock)),
            ("mqtt", subscribers.run()),
        ):
            end.push_async_callback(_end, asyncio.create_task(part, name=name))
        yield FrontDoor(
            pool=pool,
            pipeline=pipeline,
            backlog=backlog,
            registry=registry,
        )


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _spare_the_collector() -> None:
    """What is loaded by now stays; looking through it again and again costs a sixth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


async def _make_partitions(pool: Pool, at: datetime) -> None:
    async with pool.acquire() as db:
        last = (at + timedelta(days=DAYS_AHEAD)).date()
        await db.execute(
            statements.MAKE_PARTITIONS, (at - timedelta(days=1)).date(), last
        )


async def _keep_partitions(pool: Pool, clock: Callable[[], datetime]) -> None:
    """Make them here too, so that uplinks are stored also while no worker runs."""
    while True:
        await asyncio.sleep(HOUR_S)
        with suppress(*AWAY, asyncpg.PostgresError):
            await _make_partitions(pool, clock())
