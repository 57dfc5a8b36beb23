"""As root only: makes the interpreter reachable for an unprivileged user, becomes that user, then runs bubblewrap.

A jail whose kernel uid is 0 is a bad jail: the kernel refuses it a fresh /proc in nested namespaces and RLIMIT_NPROC
does not bind. But root's interpreter often lies under a home that nobody else may enter. So, in a mount namespace of
our own, each needed folder is bound under one traversable place, and bubblewrap binds it back at its own path.

Runs as a script (`python -I -S launch.py`), before anything else is imported; it trusts its argument.
"""

import ctypes
import json
import os
import sys

NOBODY = 65534
_CLONE_NEWNS = 0x00020000
_MS_BIND, _MS_REC, _MS_PRIVATE = 4096, 16384, 1 << 18
_PR_SET_PDEATHSIG, _SIGKILL = 1, 9


def main(parent: int, sources: list[str], command: list[str]) -> None:
    """`parent`: the grader's pid; `sources`: folders to stage; in `command`, `{n}` is the n-th of them, staged."""
    libc = ctypes.CDLL(None, use_errno=True)

    def check(result: int, what: str) -> None:
        if result != 0:
            code = ctypes.get_errno()
            sys.exit(f"launch: {what}: {os.strerror(code)}")

    check(libc.unshare(_CLONE_NEWNS), "unshare of the mount namespace")
    check(libc.mount(None, b"/", None, ctypes.c_ulong(_MS_REC | _MS_PRIVATE), None), "private mounts")
    stage = next(
        (
            place
            for place in ("/mnt", "/media", "/srv", "/run", "/tmp")
            if os.path.isdir(place) and not any(f"{source}/".startswith(f"{place}/") for source in sources)
        ),
        None,
    )
    if stage is None:
        sys.exit("launch: no folder to stage in: /mnt, /media, /srv, /run and /tmp are all in use or absent")
    check(libc.mount(b"tmpfs", stage.encode(), b"tmpfs", ctypes.c_ulong(0), b"mode=755,size=1m"), f"tmpfs on {stage}")
    staged = []
    for number, source in enumerate(sources):
        target = f"{stage}/{number}"
        if os.path.isdir(source):
            os.mkdir(target, 0o755)
        else:
            open(target, "w").close()
        flags = ctypes.c_ulong(_MS_BIND | _MS_REC)
        check(libc.mount(source.encode(), target.encode(), None, flags, None), f"bind of {source}")
        staged.append(target)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    check(libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0), "death signal")
    if os.getppid() != parent:
        sys.exit("launch: the grader has ended")
    os.chdir("/")
    words = [staged[int(word[1:-1])] if word[:1] == "{" and word[-1:] == "}" else word for word in command]
    os.execv(words[0], words)


if __name__ == "__main__":
    main(*json.loads(sys.argv[1]))
