"""`progres web`: pages, API and front door in one process."""

import argparse
import os
import resource
import socket

import uvicorn

from progres.kit.env import Env
from progres.ops.environment import check_complete

APPLICATION = "progres.asgi:application"
GRACE_S = 5  # to finish what was accepted


def main(args: argparse.Namespace) -> int:
    check_complete(Env(os.environ))
    if args.listener is None:
        run_web(APPLICATION, socket.create_server((args.host, args.port)))
    else:
        run_web(APPLICATION, socket.socket(fileno=args.listener))
    return 0


def run_web(application: str, listener: socket.socket) -> None:
    """Serve an ASGI application until SIGTERM.

    No access log: addresses of people belong to the log that has a retention. Behind a
    proxy, Django reads the scheme itself if PROGRES_BEHIND_PROXY says so.
    """
    _allow_many_connections()
    config = uvicorn.Config(
        application,
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        backlog=2048,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE_S,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _allow_many_connections() -> None:
    """Raise the soft limit of open files, 1,024 on many systems, to the hard one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
