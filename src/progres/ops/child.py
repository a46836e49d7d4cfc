"""Become another program that ends when its parent ends.

Run as a program of its own, with the standard library only:
`python -I -S child.py SIGNAL PARENT USER PROGRAM ARGUMENT…`. The user is changed first,
because the kernel forgets the parent-death signal when it changes. The parent must
start this from its main thread: the signal comes when the starting thread ends.
"""

import ctypes
import os
import pwd
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    death_signal, parent, user, *program = sys.argv[1:]
    libc = ctypes.CDLL(None)
    if user:
        account = pwd.getpwnam(user)
        os.setgroups([account.pw_gid])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
    libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("The parent ended before its child began.")
    for ignored in (signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(ignored, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.execv(program[0], program)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main()
