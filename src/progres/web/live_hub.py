"""Who is told that something has changed: one listening connection for all open pages."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from progres.database.address import conninfo

logger = logging.getLogger(__name__)

CHANNELS = ("readings", "alarms")
MOST_DEVICES = 200  # waiting for one page; a page shows no more rows than that


class OpenPage:
    """What one open page has not been told yet.

    Changes of the same device are one, so that a slow reader needs no queue. Beyond
    `MOST_DEVICES` further devices are not told; that happens only to pages of whole
    instances, and these fetch their lists anew.
    """

    def __init__(self, tenant_ids: frozenset[int], device_id: int | None) -> None:
        self._tenant_ids = tenant_ids
        self._device_id = device_id
        self._waiting: dict[str, set[int]] = {channel: set() for channel in CHANNELS}
        self._changed = asyncio.Event()
        self.is_closed = False

    def tell(self, channel: str, tenant_id: int, device_id: int) -> None:
        """Note a change of a device, if the page shows it."""
        if tenant_id not in self._tenant_ids:
            return
        if channel == "readings" and self._device_id not in {None, device_id}:
            return
        self.add(channel, device_id)

    def add(self, channel: str, device_id: int) -> None:
        """Have a device told, as far as there is room."""
        if len(self._waiting[channel]) < MOST_DEVICES:
            self._waiting[channel].add(device_id)
            self._changed.set()

    def close(self) -> None:
        """End the page's stream: it connects again and fetches what it missed."""
        self.is_closed = True
        self._changed.set()

    async def wait(self, seconds: float) -> None:
        """Return when there is something to tell, at the latest after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

    def take(self, channel: str) -> frozenset[int]:
        """Return the devices that changed and forget them."""
        self._changed.clear()
        taken = frozenset(self._waiting[channel])
        self._waiting[channel].clear()
        return taken


class Hub:
    """Listens while any page is open, and tells the pages."""

    def __init__(self) -> None:
        self._pages: set[OpenPage] = set()
        self._task: asyncio.Task[None] | None = None
        self._has_begun = asyncio.Event()

    @property
    def is_listening(self) -> bool:
        """Whether any page keeps the listening connection open."""
        return self._task is not None

    @contextmanager
    def opened(self, page: OpenPage) -> Iterator[None]:
        """Tell a page about changes until the block ends."""
        self._pages.add(page)
        if self._task is None:
            self._has_begun = asyncio.Event()
            self._task = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            self._pages.discard(page)
            if not self._pages and self._task is not None:
                self._task.cancel()
                self._task = None

    async def listening(self) -> None:
        """Return once every later change will be told, or the attempt has failed."""
        await self._has_begun.wait()

    async def _listen(self) -> None:
        try:
            async with await psycopg.AsyncConnection.connect(
                conninfo("progres live"), autocommit=True
            ) as connection:
                for channel in CHANNELS:
                    await connection.execute(f"listen {channel}".encode())
                self._has_begun.set()
                async for notice in connection.notifies():
                    self._pass_on(notice.channel, notice.payload)
        except psycopg.Error as error:
            logger.warning("live pages are disconnected: %s", error)
        except Exception:  # else no page would ever listen again
            logger.exception("live pages are disconnected")
        self._task = None
        self._has_begun.set()
        for page in self._pages:
            page.close()

    def _pass_on(self, channel: str, payload: str) -> None:
        for told in payload.split(","):
            tenant_id, _, device_id = told.partition(":")
            for page in self._pages:
                page.tell(channel, int(tenant_id), int(device_id))


hub = Hub()
