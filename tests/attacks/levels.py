"""Which attacks are tried at which isolation level, and what a level does not promise, with the reason.

ns, flat  every attack
cold      one or two of each group, as each costs seconds; all of them with GRADER_ALL_ATTACKS=1
process   it is no jail: only attacks on the verdict, and ends that a clock or a kill deals with, each harmless to run
"""

import os

from tests.attacks.header import Header, all_headers

EVERYWHERE = os.environ.get("GRADER_ALL_ATTACKS") == "1"

COLD = {
    "cheat_in_another_process",
    "disk_inodes",
    "disk_ten_gigabytes",
    "exit_abort",
    "exit_success_in_call",
    "fit_labels_from_disk",
    "frame_endless",
    "frame_forged_before_the_real_one",
    "frame_shell_on_the_channel",
    "kernel_mounts",
    "kernel_namespaces",
    "kernel_ptrace",
    "loop_ignores_signals",
    "memory_many_children",
    "memory_step_by_step",
    "nb_fork_bomb",
    "nb_kills_its_client",
    "network_every_family",
    "output_stdout",
    "patched_wire",
    "process_daemon",
    "process_fork_bomb",
    "process_kill_everything",
    "process_signal_owner",
    "read_host_files",
    "read_neighbours_of_the_interpreter",
    "read_other_processes",
    "read_own_memory",
    "report_markup_in_error",
    "source_other_encoding",
    "tensor_lies_about_shape",
    "write_everywhere",
    "write_mounts",
}

PROCESS = {
    "exit_abort",
    "exit_success_in_call",
    "loop_python",
    "patched_comparisons",
    "patched_wire",
    "read_gc_for_expected",
    "report_markup_in_error",
    "tensor_equal_to_everything",
    "tensor_lies_about_shape",
}

NOT_TRIED_AT_PROCESS = {
    "disk": "it writes wherever its user may",
    "frame": "written for a jail's socket; here frames come over a pipe, to the same reader",
    "isolation": "files that one submission leaves stay for the next one",
    "kernel": "no filter of system calls",
    "memory": "no limit of memory: only the clock ends it",
    "network": "it has the user's network",
    "process": "what leaves the process group lives on; it may signal whatever its user may",
    "read": "it reads whatever its user may, the course's secret and reference included",
    "write": "it writes wherever its user may",
}
"""By group. The others are about the verdict, which is made in the same way at all levels."""


_STARTS = "starts processes"
_WRITES = "writes to /tmp, where each submission has a folder of its own"
UNGRADED_AT_FLAT = {
    "cheat_in_another_process": _WRITES,
    "cheat_remembers_inputs": _WRITES,
    "disk_extended_attributes": _WRITES,
    "disk_inodes": _WRITES,
    "fit_time_stolen": _STARTS,
    "frame_two_writers": _STARTS,
    "kernel_file_handles": "opens /, which may not be listed",
    "kernel_other_call_tables": _STARTS,
    "kernel_ptrace": "starts a process, to trace it",
    "loop_stopped": _STARTS,
    "memory_huge_pages_in_pipes": "its PermissionError is raised out of the call",
    "memory_many_children": _STARTS,
    "memory_memfd": "its PermissionError is raised out of the call",
    "memory_shared_mappings_in_children": _STARTS,
    "memory_socket_buffers": _STARTS,
    "memory_undumpable": _STARTS,
    "output_from_children": _STARTS,
    "process_spin": _STARTS,
    "process_stop_everything": "lists /proc",
}
"""What the level refuses at once, and ordinary code might do as well: it stays ungraded, for a person. No points."""

OTHERWISE_AT_FLAT = {
    "disk_deep_folders": ("timeout", "0", "the number of folders is not bounded, so the clock ends it"),
    "memory_children_of_a_thread": ("timeout", "0", "its thread is refused the children, and it sleeps on"),
    "nb_kills_its_client": (
        "none",
        "any",
        "its own process is the client: the cell is refused, the rest graded",
    ),
}
"""name: (verdict, score, reason) where the level contains an attack in another way than the file's header says."""


def expected(level: str, attack: Header) -> Header:
    """What must become of the attack at this level."""
    if level != "flat" or attack.path.stem not in OTHERWISE_AT_FLAT:
        return attack
    verdict, score, _ = OTHERWISE_AT_FLAT[attack.path.stem]
    return attack._replace(verdict=attack.verdict | {verdict}, score=score, forbidden=frozenset())


def cases() -> list[tuple[str, Header]]:
    """(level, attack) for all that are tried, level by level: one jail is open at a time."""
    attacks = all_headers()
    chosen = [("ns", one) for one in attacks] + [("flat", one) for one in attacks]
    chosen += [("cold", one) for one in attacks if EVERYWHERE or one.path.stem in COLD]
    return chosen + [("process", one) for one in attacks if one.path.stem in PROCESS]
