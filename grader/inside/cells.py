"""Runs a notebook whole in this very process, cell by cell: for levels at which no kernel can be forked.

A cell that would end the process (Colab's way to restart a runtime, `os.kill(os.getpid(), 9)`) is refused and costs
itself only; code that gets round that ends everything, which costs its own submission.
"""

import base64
import io
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4.rwbase import rejoin_lines
from traitlets import Type
from traitlets.config import Config

from . import absent, executed, serve, wire

_AGAIN_S = 1.0
"""A cell that swallows its interrupt is interrupted again; what ignores them all is ended from outside."""
_BEGUN = 200
"""So much is kept of a line that is not complete yet."""


_READY: list[tuple[Any, "_Outputs"]] = []
"""The shell that a template has made for its children, and where what they show goes."""


class CellEndedKernel(BaseException):
    """A cell has tried to end the process."""


def prepare() -> None:
    """Makes the shell in the template, once for all children; its first cell fills caches and says nothing.

    Until a child enters it, nothing can tell that there is one: a module does not run in a notebook.
    """
    main, hook = sys.modules.get("__main__"), sys.excepthook
    shell, outputs = _shell()
    shell.run_cell("pass", silent=True)
    shell.display_formatter.format(None)  # makes the formatters
    type(shell).clear_instance()
    sys.excepthook = hook
    if main is not None:
        sys.modules["__main__"] = main
    _READY.append((shell, outputs))


def _enter(shell: Any) -> None:
    """From here on this process is a notebook's."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    sys.modules["__main__"] = shell.user_module
    for kind in type(shell)._walk_mro():
        kind._instance = shell


def run(channel: wire.Channel, header: dict[str, Any], source: bytes) -> None:
    """Executes the notebook, sends `opened`, then answers calls with what its cells have defined."""
    notebook = rejoin_lines(nbformat.from_dict(json.loads(source)))  # the intake has made it valid
    # what is left is for the cells' interrupts and for sending the notebook: a long demo must not cost the functions
    deadline = time.monotonic() + 0.8 * header["limits"]["setup_s"]
    shell, outputs = _READY.pop() if _READY else _shell()
    _enter(shell)
    ours = os.getpid()
    serve.own_arguments("notebook")
    serve.seed(header["seed"])
    errors: list[dict[str, Any]] = []
    number = 0
    with _process_kept(), outputs.collected():
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            number += 1
            if time.monotonic() > deadline:
                errors.append(executed.unrun("CellNotRun", number))
                continue
            seconds = max(1.0, min(header["limits"]["cell_s"], deadline - time.monotonic()))
            errors += _run_cell(shell, outputs, cell, number, seconds)
    if os.getpid() != ours:
        os._exit(0)  # a cell has forked, and this is not the process that was asked
    serve.opened(channel, header, errors, executed.trimmed(notebook))
    serve.answer(channel, header, shell.user_ns)


def _run_cell(shell: Any, outputs: "_Outputs", cell: Any, number: int, seconds: float) -> list[dict[str, Any]]:
    """Runs a cell; a statement that the environment fails is left out and the rest run (see absent.py)."""
    source, kept, errors, overrun = cell.source, [], [], False
    until = time.monotonic() + seconds
    for _ in range(absent.MOST_LEFT_OUT):
        cell.outputs = outputs.begin()
        with _interrupted_after(max(0.1, until - time.monotonic())) as clock:
            try:
                shell.run_cell(cell.source, store_history=True)
            except KeyboardInterrupt:
                pass
            except BaseException as error:  # IPython itself, which a cell may have broken
                outputs.add_error(error, [])
        outputs.end()
        overrun = overrun or clock.rang
        errors += executed.errors_of(cell, number)
        rest = None if overrun else executed.rest_of(cell)
        if rest is None:
            break
        kept += cell.outputs
        cell.source = rest
    cell.source, cell.outputs = source, kept + cell.outputs
    cell["execution_count"] = number
    return [executed.unrun("CellTimeout", number), *errors] if overrun else errors


class _Outputs:
    """What the cells print and show, as a notebook keeps it; beyond the cap nothing is kept."""

    def __init__(self) -> None:
        self._cell: list[Any] = []
        self._pieces: list[str] = []
        """What went to the stream that is the cell's last output, not joined yet."""
        self._left = executed.OUTPUT_BYTES
        self._line = executed.Line()
        self._begun = ""

    def begin(self) -> list[Any]:
        """The list of the cell that is run from now on."""
        self._cell = []
        self._pieces.clear()
        return self._cell

    def end(self) -> None:
        """The cell is over: its list is whole."""
        self._join()

    def write(self, name: str, text: str) -> None:
        """Text on a stream, joined to what went there just before. Lines that are complete are passed on."""
        self._begun = self._begun[-_BEGUN:] + text
        if "\n" in text or "\r" in text:
            self._line.pass_on(self._begun)
            self._begun = ""
        text = text[: max(0, self._left)]
        self._left -= len(text)
        last = self._cell[-1] if self._cell else {}
        if last.get("output_type") == "stream" and last.get("name") == name:
            if text:
                self._pieces.append(text)  # joined once: a string that grows by each print costs the square of them
        elif text:
            self._join()
            self._cell.append(nbformat.v4.new_output("stream", name=name, text=""))
            self._pieces.append(text)

    def _join(self) -> None:
        """Puts the text of the last stream together; of a line that was written over only the last is kept."""
        if self._pieces:
            self._cell[-1]["text"] = _as_seen("".join(self._pieces))
            self._pieces.clear()

    def show(self, kind: str, data: Any, metadata: Any, **fields: Any) -> None:
        """A picture, a table or the value of a cell."""
        self._join()
        self._left -= sum(len(part) if isinstance(part, bytes) else len(str(part)) for part in data.values())
        if self._left > 0:
            made = nbformat.v4.new_output(kind, data=json.loads(json.dumps(data, default=_as_text)), **fields)
            made["metadata"] = json.loads(json.dumps(metadata or {}, default=str))
            self._cell.append(made)

    def add_error(self, error: BaseException | None, trace: list[str], kind: str = "", text: str = "") -> None:
        """What ended a cell."""
        kind = kind or type(error).__name__
        try:
            text = text or str(error)
        except BaseException:
            text = ""
        self._join()
        made = nbformat.v4.new_output("error", ename=kind[:200], evalue=text[:4000], traceback=trace[:200])
        self._cell.append(made)

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Python's streams lead here; a cell that has put something else there has it taken away at the end."""
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")
        try:
            yield
        finally:
            sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__


def _as_seen(text: str) -> str:
    """Of each line what is left once a progress bar has written over it; no regular expression: a line may be long."""
    if "\r" not in text:
        return text
    lines = text.split("\n")
    return "\n".join(line[line.rfind("\r", 0, max(0, len(line) - 1)) + 1 :] for line in lines)


def _as_text(part: Any) -> str:
    """As a kernel sends it: bytes, of a picture, in base64."""
    return base64.b64encode(part).decode("ascii") if isinstance(part, bytes) else str(part)


class _Stream(io.TextIOBase):
    encoding = "utf-8"
    errors = "replace"

    def __init__(self, outputs: _Outputs, name: str) -> None:
        self._outputs, self._name = outputs, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._outputs.write(self._name, str(text))
        return len(text)


def _shell() -> tuple[Any, _Outputs]:
    """IPython's shell, as a kernel has it, and the place that its output goes to."""
    outputs = _Outputs()

    class Hook(DisplayHook):
        def start_displayhook(self) -> None: ...

        def write_output_prompt(self) -> None: ...

        def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
            outputs.show("execute_result", format_dict, md_dict, execution_count=self.prompt_count)

        def finish_displayhook(self) -> None: ...

    class Publisher(DisplayPublisher):
        def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
            outputs.show("display_data", data, metadata)

        def clear_output(self, wait: bool = False) -> None: ...

    class Shell(InteractiveShell):
        displayhook_class = Type(Hook)
        display_pub_class = Type(Publisher)

        def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
            outputs.add_error(evalue, [str(line) for line in stb or []], getattr(etype, "__name__", ""))

        def ask_exit(self) -> None:
            """A student's exit() ends nothing: the cells below it still count."""

        def enable_gui(self, gui: Any = None) -> None:
            """There is no screen."""

    Shell.clear_instance()
    config = Config()
    config.HistoryManager.enabled = False  # else each starts a thread and a database
    return Shell.instance(config=config, colors="nocolor"), outputs


@contextmanager
def _process_kept() -> Iterator[None]:
    """While cells run, the usual ways to end this process end a cell."""
    kept, ours = (os._exit, os.abort, os.kill), os.getpid()

    def leave(code: int = 0) -> Any:
        if os.getpid() != ours:  # a worker of the student's own, which ends like this
            kept[0](code)
        raise CellEndedKernel

    def abort() -> Any:
        if os.getpid() != ours:
            kept[1]()
        raise CellEndedKernel

    def kill(pid: int, number: int) -> None:
        if pid == ours == os.getpid() and number not in (0, signal.SIGINT):
            raise CellEndedKernel
        kept[2](pid, number)

    os._exit, os.abort, os.kill = leave, abort, kill  # type: ignore[assignment]
    try:
        yield
    finally:
        os._exit, os.abort, os.kill = kept


class _Clock:
    """Interrupts the main thread at the end of a cell's time, again and again, until it is told that the cell is over.

    The handler asks `running` in the main thread itself, so that no interrupt comes after the cell.
    """

    def __init__(self, seconds: float) -> None:
        self.running = True
        self.rang = False
        self._over = threading.Event()
        self._seconds = seconds
        self._main = threading.get_ident()
        threading.Thread(target=self._wait, daemon=True).start()

    def end(self) -> None:
        self.running = False
        self._over.set()

    def handle(self, *_: Any) -> None:
        if self.running:
            raise KeyboardInterrupt

    def _wait(self) -> None:
        wait = self._seconds
        while not self._over.wait(wait):
            self.rang = True
            if hasattr(signal, "pthread_kill"):
                signal.pthread_kill(self._main, signal.SIGINT)
            else:
                import _thread

                _thread.interrupt_main()
            wait = _AGAIN_S


@contextmanager
def _interrupted_after(seconds: float) -> Iterator[_Clock]:
    clock = _Clock(seconds)
    try:
        signal.signal(signal.SIGINT, clock.handle)
        yield clock
    except KeyboardInterrupt:
        pass
    finally:
        clock.end()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
