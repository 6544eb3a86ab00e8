"""A fork server: imports the SDK once, then forks for each program. Works like `python FILE` without the import time.

Run as a script by an interpreter that has the SDK, with a socket's descriptor and the modules to preload as arguments.
It uses only the standard library, because that interpreter may not have this package. Each request is a JSON object
`{"id", "file", "env", "cwd"}`, sent with the descriptors of the program's stdout and stderr. The server answers
`{"id", "pid"}` and, when the program ends, `{"id", "status"}`.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import sys


def _preload(modules: list[str]) -> None:
    """Imports what nearly every program imports. Modules may be missing in some major versions of an SDK."""
    import importlib

    for name in ("json", "asyncio", *modules):
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    # Each program must import certifi itself, because the import decides which certificates a client trusts.
    for name in [name for name in sys.modules if name.partition(".")[0] == "certifi"]:
        del sys.modules[name]


def _program(job: dict, stdout: int, stderr: int) -> None:
    """Turns the forked child into the program. Does not return."""
    os.setsid()
    # Linux: forks inherit the name, so what the program leaves behind is known by it.
    with contextlib.suppress(OSError), open("/proc/self/comm", "w") as name:
        name.write(f"program-{os.getpid()}")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    os.closerange(3, 1024)
    os.environ.clear()
    os.environ.update(job["env"])
    os.chdir(job["cwd"])
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - open until the process ends
    sys.stdout = open(1, "w", encoding="utf-8", buffering=1, newline="\n")  # noqa: SIM115
    sys.stderr = open(  # noqa: SIM115
        2, "w", encoding="utf-8", buffering=1, errors="backslashreplace", newline="\n"
    )
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
    path = os.path.abspath(job["file"])
    sys.argv = [job["file"]]
    sys.path[0] = os.path.dirname(path)
    _start()
    status = _execute(path)
    # Shut down as an interpreter does: exit handlers, then the streams. When the garbage collector runs depends on how
    # much was imported, which is more here than in a separate process. So it is disabled, and runs after the exit
    # handlers, where `python FILE` usually reports coroutines that were never awaited.
    gc.disable()
    import atexit
    import threading

    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    _collect_garbage()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            status = status or 120
    os._exit(status)


_COLLECT_TIMEOUT = 5.0
"""Maximum time for the garbage collection, in seconds, in case it never ends."""


def _collect_garbage() -> None:
    """Collects the remaining objects outside any Python code, so that warnings start with `sys:1:`, as when an
    interpreter shuts down (`sys:1: … was never awaited`)."""
    import _thread
    import time

    cycle: list[object] = [sys.modules.pop("__main__", None)]
    cycle.append(cycle)
    del cycle
    # A new thread is counted only when it runs, so a callback shows that it has finished. The count alone would not do,
    # because daemon threads of the program never end.
    collected: list[str] = []
    sys.modules["tracemalloc"] = None  # type: ignore[assignment]  # nothing can be imported at this stage of a shutdown
    gc.callbacks.append(lambda phase, _: collected.append(phase))
    others = _thread._count()
    _thread.start_new_thread(gc.collect, ())
    until = time.monotonic() + _COLLECT_TIMEOUT
    while ("stop" not in collected or _thread._count() > others) and time.monotonic() < until:
        time.sleep(0.001)


def _start() -> None:
    """Applies the program's PYTHONPATH, as an interpreter does when it starts."""
    if added := os.environ.get("PYTHONPATH"):
        import site

        sys.path[1:1] = added.split(os.pathsep)
        sys.modules.pop("sitecustomize", None)
        site.execsitecustomize()


def _execute(path: str) -> int:
    """Runs the file as `__main__` and returns the exit status that Python would exit with."""
    import types

    module = types.ModuleType("__main__")
    module.__file__ = path
    module.__dict__["__builtins__"] = __builtins__
    sys.modules["__main__"] = module
    try:
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec")
        exec(code, module.__dict__)
    except SystemExit as error:
        if error.code is None or isinstance(error.code, int):
            return (error.code or 0) & 0xFF
        print(error.code, file=sys.stderr)
        return 1
    except BaseException as error:
        # The first frame is this function, which `python FILE` would not show.
        trace = error.__traceback__.tb_next if error.__traceback__ else None
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        return 130 if isinstance(error, KeyboardInterrupt) else 1
    return 0


def main() -> None:
    """Serves until the socket closes, then kills the programs that still run. The caller limits their time."""
    _preload(sys.argv[2:])
    running: dict[int, int] = {}
    try:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            _serve(socket.socket(fileno=int(sys.argv[1])), running)
    finally:
        for pid in running:
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)


def _serve(channel: socket.socket, running: dict[int, int]) -> None:
    """Forks for each request. `running` maps the pids of running programs to the ids of their requests."""
    wake, alarm = os.pipe()
    os.set_blocking(alarm, False)
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(alarm, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    import selectors

    selector = selectors.DefaultSelector()
    selector.register(channel, selectors.EVENT_READ)
    selector.register(wake, selectors.EVENT_READ)
    gc.freeze()  # a program's collections skip the objects imported here
    channel.send(b'{"ready": true}')
    while True:
        for key, _ in selector.select():
            if key.fileobj is channel:
                message, descriptors, _, _ = socket.recv_fds(channel, 1_000_000, 2)
                if not message:
                    return
                job = json.loads(message)
                pid = os.fork()
                if pid == 0:
                    try:
                        signal.set_wakeup_fd(-1)
                        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                        _program(job, *descriptors)
                    finally:
                        os._exit(70)
                for descriptor in descriptors:
                    os.close(descriptor)
                running[pid] = job["id"]
                channel.send(json.dumps({"id": job["id"], "pid": pid}).encode())
            else:
                os.read(wake, 4096)
        for pid in list(running):
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                code = os.waitstatus_to_exitcode(status)
                channel.send(json.dumps({"id": running.pop(pid), "status": code}).encode())


if __name__ == "__main__":
    main()
