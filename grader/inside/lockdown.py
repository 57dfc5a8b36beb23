"""What a process gives up before it sees a byte of a student: view of the machine, limits, rights, system calls."""

import ctypes
import os
import platform
import resource
import struct

libc = ctypes.CDLL(None, use_errno=True)

_CLONE_NEWNS, _CLONE_NEWCGROUP, _CLONE_NEWUTS = 0x00020000, 0x02000000, 0x04000000
_CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWPID, _CLONE_NEWNET = 0x08000000, 0x10000000, 0x20000000, 0x40000000
_ALL_NAMESPACES = (
    _CLONE_NEWNS | _CLONE_NEWCGROUP | _CLONE_NEWUTS | _CLONE_NEWIPC | _CLONE_NEWUSER | _CLONE_NEWPID | _CLONE_NEWNET
)
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT = 1, 2, 4, 8, 32
_MS_BIND, _MS_REC, _MS_PRIVATE = 4096, 16384, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP = 1, 4, 22
_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 24, 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_LAST_CAPABILITY = 63
_CAP_SYS_ADMIN = 21
_MADV_COLLAPSE = 25


def _call(name: str, *arguments: object) -> None:
    if getattr(libc, name)(*arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def _prctl(option: int, *arguments: int) -> int:
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    return int(libc.prctl(option, *padded))


def die_with_parent() -> None:
    """SIGKILL when the parent ends. To be called after the last gain of capabilities, which would clear it."""
    _prctl(_PR_SET_PDEATHSIG, 9)


def new_namespaces() -> None:
    """Seven fresh namespaces for this process; the pid namespace begins with its next child. One thread only."""
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", _ALL_NAMESPACES)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as handle:
            handle.write(text)


def may_mount() -> bool:
    """Whether this process holds CAP_SYS_ADMIN, if only over its own namespaces."""
    with open("/proc/self/status") as handle:
        held = next(int(line.split()[1], 16) for line in handle if line.startswith("CapEff:"))
    return bool(held >> _CAP_SYS_ADMIN & 1)


def private_view(disk_bytes: int, inodes: int) -> None:
    """A fresh /proc of this pid namespace, fresh terminals, and empty, capped /tmp and /dev/shm."""
    fresh_proc()
    kept = [(place, os.open(place, os.O_PATH)) for place in mounts_under("/tmp")]
    # terminals of its own: the outer jail's would be shared, and carry marks from one submission to the next
    _call(
        "mount",
        b"devpts",
        b"/dev/pts",
        b"devpts",
        ctypes.c_ulong(_MS_NOSUID | _MS_NOEXEC),
        b"newinstance,ptmxmode=0666",
    )
    options = f"size={disk_bytes},nr_inodes={inodes},mode=1777".encode()
    for folder in (b"/tmp", b"/dev/shm"):
        _call("mount", b"tmpfs", folder, b"tmpfs", ctypes.c_ulong(_MS_NOSUID | _MS_NODEV), options)
    for place, descriptor in kept:
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):
            os.makedirs(place, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            open(place, "w").close()
        source = f"/proc/self/fd/{descriptor}".encode()
        _call("mount", source, place.encode(), None, ctypes.c_ulong(_MS_BIND | _MS_REC), None)
        os.close(descriptor)


def show_pictures(pictures: list[list[str]] | None) -> None:
    """Leaves of the training pictures in sight only what a task hands out: (data set, its folder); None leaves all.

    What is covered cannot be uncovered without the right to unmount, which is given up next.
    """
    kept = [(name, os.open(place, os.O_PATH | os.O_DIRECTORY)) for name, place in pictures or ()]
    flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    covered = [folder for folder in ("/given", "/data")[: 1 if pictures is None else 2] if os.path.isdir(folder)]
    for folder in covered:
        _call("mount", b"tmpfs", folder.encode(), b"tmpfs", ctypes.c_ulong(flags), b"size=64k,nr_inodes=64,mode=755")
    for name, descriptor in kept:
        os.mkdir(f"/data/{name}")
        source = f"/proc/self/fd/{descriptor}".encode()
        _call("mount", source, f"/data/{name}".encode(), None, ctypes.c_ulong(_MS_BIND), None)
        os.close(descriptor)
    read_only = ctypes.c_ulong(flags | _MS_REMOUNT | _MS_BIND | _MS_RDONLY)
    for folder in covered:
        _call("mount", None, folder.encode(), None, read_only, None)


def fresh_proc() -> None:
    """A /proc of this pid namespace; what is mounted from here on nobody outside sees."""
    _call("mount", None, b"/", None, ctypes.c_ulong(_MS_REC | _MS_PRIVATE), None)
    flags = ctypes.c_ulong(_MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    _call("mount", b"proc", b"/proc", b"proc", flags, None)


def mounts_under(folder: str) -> list[str]:
    """Mount points below `folder`, outermost first: an interpreter that lies in /tmp must stay in sight."""
    with open("/proc/self/mountinfo") as handle:
        places = [line.split()[4].encode().decode("unicode_escape") for line in handle]
    below = sorted(place for place in places if place.startswith(folder + "/"))
    return [place for place in below if not any(place.startswith(other + "/") for other in below)]


def limit_resources(memory_bytes: int, processes: int, disk_bytes: int, cpu_s: int, *, gpu: bool = False) -> None:
    """Hard limits. Address space is what is mapped now (the libraries) plus the budget; CUDA maps far more."""
    with open("/proc/self/statm") as handle:
        mapped = int(handle.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    used = resource.getrusage(resource.RUSAGE_SELF)  # the seconds of its own imports, where it is no fork
    limits = {
        resource.RLIMIT_AS: mapped + memory_bytes,
        resource.RLIMIT_NPROC: processes,
        resource.RLIMIT_FSIZE: disk_bytes,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_CPU: cpu_s + int(used.ru_utime + used.ru_stime) + 1,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    if gpu:
        del limits[resource.RLIMIT_AS]  # the watch outside is then the only one
        limits[resource.RLIMIT_NOFILE] = 1024
    for kind, value in limits.items():
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(kind, (value, value))
    try:
        with open("/proc/self/oom_score_adj", "w") as oom:
            oom.write("1000")
    except OSError:
        pass  # only a preference: without it the kernel chooses by size


def drop_rights() -> None:
    """No capability, none to be had again, no new privileges by exec."""
    for capability in range(_LAST_CAPABILITY + 1):
        _prctl(_PR_CAPBSET_DROP, capability)
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("=Ii", 0x20080522, 0)
    _call("capset", header, struct.pack("=6I", *([0] * 6)))
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1) != 0:
        raise OSError("no_new_privs refused")
    _prctl(_PR_SET_DUMPABLE, 1)  # the memory watch outside reads our smaps; nobody else can see this process


_EPERM, _ENOSYS = 1, 38
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Deny list: name -> (x86_64, aarch64) numbers. None where the architecture lacks it.
_DENIED: dict[str, tuple[int | None, int | None]] = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "memfd_create": (319, 279),
    "vmsplice": (278, 75),  # a pipe that holds a page keeps the whole huge page, which no process then maps
    "splice": (275, 76),
    "tee": (276, 77),
    "memfd_secret": (447, 447),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "fanotify_init": (300, 262),
    "lookup_dcookie": (212, 18),
    "personality": (135, 92),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
}
_SPECIAL = {  # clone, clone3, socket, socketpair, prlimit64, ioctl, setsockopt, setrlimit
    "x86_64": (56, 435, 41, 53, 302, 16, 54, 160),
    "aarch64": (220, 435, 198, 199, 261, 29, 208, 164),
}
_LD, _JEQ, _JGE, _JSET, _RET = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_AF_UNIX, _TIOCSTI, _TIOCLINUX = 1, 0x5412, 0x541C


def statement(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction of a filter (linux/filter.h); the jumps are relative."""
    return struct.pack("=HBBI", code, if_true, if_false, value)


def seccomp_program() -> bytes:
    """The filter as BPF: a deny list over a default of allow, for x86_64 and aarch64 (seccomp(2))."""
    machine = platform.machine()
    if machine not in _AUDIT_ARCH:
        raise OSError(f"no system-call filter for {machine}")
    column = 0 if machine == "x86_64" else 1
    clone, clone3, socket, socketpair, prlimit, ioctl, setsockopt, setrlimit = _SPECIAL[machine]
    deny = statement(_RET, _ERRNO | _EPERM)
    program = [
        statement(_LD, 4),
        statement(_JEQ, _AUDIT_ARCH[machine], 1, 0),
        statement(_RET, _KILL),
        statement(_LD, 0),
    ]
    if machine == "x86_64":  # the x32 numbers would go round the list
        program += [statement(_JGE, 0x40000000, 0, 1), statement(_RET, _ERRNO | _ENOSYS)]
    for numbers in _DENIED.values():
        if (number := numbers[column]) is not None:
            program += [statement(_JEQ, number, 0, 1), deny]
    # glibc falls back from clone3, whose flags lie behind a pointer, to clone, whose flags can be read
    program += [statement(_JEQ, clone3, 0, 1), statement(_RET, _ERRNO | _ENOSYS)]
    # clone with a flag for any new namespace
    program += [statement(_JEQ, clone, 0, 4), statement(_LD, 16), statement(_JSET, _ALL_NAMESPACES | 0x80, 0, 1)]
    program += [deny, statement(_RET, _ALLOW)]
    for number in (socket, socketpair):
        program += [statement(_JEQ, number, 0, 4), statement(_LD, 16), statement(_JEQ, _AF_UNIX, 1, 0)]
        program += [deny, statement(_RET, _ALLOW)]
    # prlimit64 on another process, or a limit on its own processor time: by that one it would be killed as if from
    # outside, which is not held against a submission (see sandbox.session)
    program += [statement(_JEQ, prlimit, 0, 11), statement(_LD, 16), statement(_JEQ, 0, 1, 0), deny]
    program += [statement(_LD, 24), statement(_JEQ, resource.RLIMIT_CPU, 0, 5)]
    # two halves of a pointer: null where the limit is only asked for
    program += [statement(_LD, 32), statement(_JEQ, 0, 0, 2), statement(_LD, 36), statement(_JEQ, 0, 1, 0)]
    program += [deny, statement(_RET, _ALLOW)]
    program += [statement(_JEQ, setrlimit, 0, 4), statement(_LD, 16), statement(_JEQ, resource.RLIMIT_CPU, 0, 1)]
    program += [deny, statement(_RET, _ALLOW)]
    # typing into a terminal that somebody else reads
    program += [statement(_JEQ, ioctl, 0, 5), statement(_LD, 24), statement(_JEQ, _TIOCSTI, 1, 0)]
    program += [statement(_JEQ, _TIOCLINUX, 0, 1), deny, statement(_RET, _ALLOW)]
    # larger socket buffers: memory that no process maps. SOL_SOCKET with SO_SNDBUF, SO_RCVBUF and their FORCE variants
    program += [statement(_JEQ, setsockopt, 0, 9), statement(_LD, 24), statement(_JEQ, 1, 0, 6), statement(_LD, 32)]
    program += [statement(_JEQ, option, 3 - number, 0) for number, option in enumerate((7, 8, 32))]
    program += [statement(_JEQ, 33, 0, 1), deny, statement(_RET, _ALLOW)]
    program += [statement(_RET, _ALLOW)]
    return b"".join(program)


def filter_calls(program: bytes) -> None:
    """Installs the filter for this process and all that it will start."""
    buffer = ctypes.create_string_buffer(program, len(program))
    argument = struct.pack("=HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    holder = ctypes.create_string_buffer(argument, len(argument))
    if _prctl(_PR_SET_SECCOMP, 2, ctypes.addressof(holder)) != 0:
        raise OSError(ctypes.get_errno(), "seccomp refused")


def collapse_heap() -> None:
    """Asks for huge pages under all private writable memory: a fork then copies far fewer page tables.

    To be done before the first fork: a child's share of pages that are replaced here becomes its own, as if it had
    written there. Where the kernel cannot (before Linux 6.1) it only costs time.
    """
    with open("/proc/self/maps") as handle:
        lines = handle.readlines()
    for line in lines:
        fields = line.split()
        if fields[1] != "rw-p" or (len(fields) > 5 and fields[5] != "[heap]"):
            continue
        start, end = (int(part, 16) for part in fields[0].split("-"))
        start, end = (start + 0x1FFFFF) & ~0x1FFFFF, end & ~0x1FFFFF
        if end > start:
            libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_COLLAPSE)
