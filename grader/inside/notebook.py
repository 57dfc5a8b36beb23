"""Runs a notebook whole, under nbclient, against a kernel forked from this process; then serves calls in that kernel.

Both sides of Jupyter's protocol stay inside the jail, over sockets in its private /tmp: whatever a hostile kernel
sends can only hurt a client that is locked up with it. Out goes one frame with the executed notebook, as bytes.
"""

import asyncio
import json
import os
import signal
import sys
import threading
import time
from typing import Any

import nbformat
import zmq
from ipykernel.iostream import IOPubThread
from ipykernel.kernelapp import IPKernelApp
from jupyter_client import AsyncKernelClient
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4.rwbase import rejoin_lines

from . import absent, executed, lockdown, serve, wire

_SOCKETS = "/tmp/.kernel"
_PORTS = {"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5}
_KEY = b"inside one jail"
_MOST_RESTARTS = 3


def run(channel: wire.Channel, header: dict[str, Any], source: bytes) -> None:
    """Executes the notebook, sends `opened`, then lets the kernel answer calls until it ends.

    A cell that ends the kernel costs itself only: the others are run again in a fresh one, without it. Colab's way to
    restart a runtime, `os.kill(os.getpid(), 9)`, is such a cell.
    """
    os.environ.update(IPYTHONDIR="/tmp/.ipython", JUPYTER_RUNTIME_DIR=_SOCKETS)
    notebook = rejoin_lines(nbformat.from_dict(json.loads(source)))  # the intake has made it valid
    # what is left is for the cells' interrupts and for sending the notebook: a long demo must not cost the functions
    deadline = time.monotonic() + 0.8 * header["limits"]["setup_s"]
    deadly: set[int] = set()
    while True:
        pid, folder, stop = _start_kernel(channel, header, len(deadly))
        errors, died_in = asyncio.run(_execute(notebook, pid, folder, deadly, deadline, header["limits"]["cell_s"]))
        if died_in is None or len(deadly) == _MOST_RESTARTS or time.monotonic() > deadline:
            break
        deadly.add(died_in)
        os.close(stop)
    if died_in is not None:
        errors.append({"type": "DeadKernelError", "message": "", "frames": [], "cell": None})
    serve.opened(channel, header, errors, executed.trimmed(notebook))
    if died_in is None:
        # the kernel's main thread leaves its event loop and becomes the server of calls
        os.close(stop)
        os.waitpid(pid, 0)
    os._exit(0)


def _start_kernel(channel: wire.Channel, header: dict[str, Any], number: int) -> tuple[int, str, int]:
    """Forks a kernel and waits until it listens; (its pid, the folder of its sockets, what ends it once closed)."""
    folder = f"{_SOCKETS}/{number}"  # of its own: what an ended kernel has left running may still hold the old ones
    os.makedirs(folder, exist_ok=True)
    ready_in, ready_out = os.pipe()
    stop_in, stop_out = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ready_in)
        os.close(stop_out)
        _kernel(channel, header, folder, ready_out, stop_in)
        os._exit(0)
    os.close(ready_out)
    os.close(stop_in)
    os.read(ready_in, 1)
    os.close(ready_in)
    return pid, folder, stop_out


class _ForkedKernel:
    """What nbclient asks of a kernel manager, for a kernel that is our own child."""

    has_kernel = True
    ipykernel = False

    def __init__(self, pid: int) -> None:
        self.pid = pid

    async def is_alive(self) -> bool:
        return os.waitpid(self.pid, os.WNOHANG) == (0, 0)

    async def interrupt_kernel(self) -> None:
        os.kill(self.pid, signal.SIGINT)


class _Heard(NotebookClient):
    """Passes on what the cells print; see executed.Line."""

    _line = executed.Line()

    def output(self, outs: Any, msg: Any, display_id: str | None, cell_index: int) -> Any:
        text = msg["content"].get("text") if msg["msg_type"] == "stream" else None
        if isinstance(text, str):
            self._line.pass_on(text)
        return super().output(outs, msg, display_id, cell_index)


class _Client(AsyncKernelClient):
    kernel: _ForkedKernel

    async def is_alive(self) -> bool:
        try:
            return await self.kernel.is_alive()
        except ChildProcessError:
            return False


async def _execute(
    notebook: Any, pid: int, folder: str, deadly: set[int], deadline: float, cell_s: float
) -> tuple[list[dict[str, Any]], int | None]:
    """Runs all code cells but the `deadly` ones; (what they raised, the number of the cell that ended the kernel)."""
    kernel: Any = _ForkedKernel(pid)
    connection = _Client(transport="ipc", ip=f"{folder}/s", **_PORTS)
    connection.session.key = _KEY
    connection.kernel = kernel
    connection.allow_stdin = False
    connection.start_channels(stdin=False, hb=False)
    client = _Heard(
        notebook,
        km=kernel,
        timeout_func=lambda cell: max(1.0, min(cell_s, deadline - time.monotonic())),
        interrupt_on_timeout=True,
        allow_errors=True,
        iopub_timeout=4,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
    )
    client.kc = connection
    await _subscribed(connection)
    errors = []
    number = 0
    died_in = None
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        number += 1
        if number in deadly:
            errors.append(executed.unrun("CellEndedKernel", number))
            continue
        if time.monotonic() > deadline:
            errors.append(executed.unrun("CellNotRun", number))
            continue
        try:
            errors += await _execute_cell(client, cell, index, number)
        except CellTimeoutError:
            errors += [executed.unrun("CellTimeout", number), *executed.errors_of(cell, number)]
        except DeadKernelError:
            died_in = number
            break
    connection.stop_channels()
    return errors, died_in


async def _execute_cell(client: NotebookClient, cell: Any, index: int, number: int) -> list[dict[str, Any]]:
    """Runs a cell; a statement that the environment fails is left out and the rest run (see absent.py)."""
    source, outputs, errors = cell.source, [], []
    try:
        for _ in range(absent.MOST_LEFT_OUT):
            await client.async_execute_cell(cell, index, execution_count=client.code_cells_executed + 1)
            errors += executed.errors_of(cell, number)
            rest = executed.rest_of(cell)
            if rest is None:
                break
            outputs += cell.outputs
            cell.source, cell.outputs = rest, []
    finally:
        cell.source, cell.outputs = source, outputs + cell.outputs
    return errors


async def _subscribed(connection: AsyncKernelClient) -> None:
    """Waits until the kernel has said welcome on iopub: output sent earlier would be lost."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        try:
            message = await connection.get_iopub_msg(timeout=0.5)
        except Exception:
            return  # kernels before ipykernel 7 say nothing: the half second was the wait
        if message["msg_type"] == "iopub_welcome":
            return


class _App(IPKernelApp):
    """The kernel without what the jail forbids (TCP) and what nobody here listens to (heartbeat, files)."""

    def init_iopub(self, context: Any) -> None:
        self.iopub_socket = context.socket(zmq.XPUB)
        self.iopub_socket.linger = 1000
        self.iopub_port = self._bind_socket(self.iopub_socket, self.iopub_port)
        self.configure_tornado_logger()
        self.iopub_thread = IOPubThread(self.iopub_socket, pipe=False, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_heartbeat(self) -> None:
        self.heartbeat = None

    def init_connection_file(self) -> None:
        pass

    def parse_command_line(self, argv: Any = None) -> None:
        """There is none."""

    def write_connection_file(self, **_: Any) -> None:
        pass


def _kernel(channel: wire.Channel, header: dict[str, Any], folder: str, ready: int, stop: int) -> None:
    lockdown.die_with_parent()
    app = _App(
        transport="ipc",
        ip=f"{folder}/s",
        capture_fd_output=False,
        log_level=50,
        **_PORTS,
    )
    app.config.HistoryManager.enabled = False
    app.config.IPCompleter.use_jedi = False
    app.session.key = _KEY
    app.initialize([])
    shell: Any = app.shell
    shell.keepkernel_on_exit = True  # a student's exit() ends nothing: the cells below it still count
    serve.own_arguments("notebook")
    serve.seed(header["seed"])
    streams = sys.stdout, sys.stderr

    def mend_streams(*_: Any) -> None:
        """A cell that has put something else in a stream's place must not keep the kernel from answering."""
        if not callable(getattr(sys.stdout, "flush", None)) or not callable(getattr(sys.stderr, "flush", None)):
            sys.stdout, sys.stderr = streams

    shell.events.register("post_run_cell", mend_streams)

    def stop_when_asked() -> None:
        os.read(stop, 1)  # a pipe and not a signal: no cell can have switched it off
        app.io_loop.add_callback(app.io_loop.stop)

    threading.Thread(target=stop_when_asked, daemon=True).start()
    os.write(ready, b"1")
    os.close(ready)
    app.start()
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    serve.answer(channel, header, shell.user_ns)
