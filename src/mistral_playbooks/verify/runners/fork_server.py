"""A Python that has imported the SDK once and forks for each program: `python FILE` without that time.

Run as a script by the interpreter whose SDK is meant, with a socket's descriptor and the modules to preload as
arguments; standard library only, because that interpreter need not have this package. Each message is a JSON object
`{"id", "file", "env", "cwd"}` with the program's stdout and stderr as passed descriptors. It answers `{"id", "pid"}`
and, at the end, `{"id", "status"}`.
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
    """Imports what nearly every program imports. One major of an SDK need not have the modules of another."""
    import importlib

    for name in ("json", "asyncio", *modules):
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    # Whom a client trusts is decided where it imports this one: each program does that anew.
    for name in [name for name in sys.modules if name.partition(".")[0] == "certifi"]:
        del sys.modules[name]


def _program(job: dict, stdout: int, stderr: int) -> None:
    """In the forked child: become that program. Does not return."""
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    os.closerange(3, 1024)
    os.environ.clear()
    os.environ.update(job["env"])
    os.chdir(job["cwd"])
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - the streams live as long as the process
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
    # What an interpreter does at its end: exit handlers, then the streams. When its garbage is due depends on how much
    # was imported, here more than in the program: what nobody awaited is told after the handlers, as mostly there.
    gc.disable()
    import atexit
    import threading

    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    _forget()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            status = status or 120
    os._exit(status)


_COLLECTING = 5.0
"""Seconds that what a program left may take to end: a bound against a collection that never comes."""


def _forget() -> None:
    """What is left ends as with an interpreter: collected where no code runs (`sys:1: … was never awaited`)."""
    import _thread
    import time

    cycle: list[object] = [sys.modules.pop("__main__", None)]
    cycle.append(cycle)
    del cycle
    # A new thread is counted only once it runs, so its work is asked for; daemon threads of the program never end.
    collected: list[str] = []
    sys.modules["tracemalloc"] = None  # type: ignore[assignment]  # at that point nothing more is imported
    gc.callbacks.append(lambda phase, _: collected.append(phase))
    others = _thread._count()
    _thread.start_new_thread(gc.collect, ())
    until = time.monotonic() + _COLLECTING
    while ("stop" not in collected or _thread._count() > others) and time.monotonic() < until:
        time.sleep(0.001)


def _start() -> None:
    """What an interpreter does at its start with the PYTHONPATH of its environment, which is the program's."""
    if added := os.environ.get("PYTHONPATH"):
        import site

        sys.path[1:1] = added.split(os.pathsep)
        sys.modules.pop("sitecustomize", None)
        site.execsitecustomize()


def _execute(path: str) -> int:
    """Runs the file as `__main__`; gives the exit status that Python would give."""
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
    """Serves until the socket closes. Its caller bounds the programs; those that outlive their caller are killed."""
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
    """Forks for each message; `running` holds the programs under way: process → the message's number."""
    wake, alarm = os.pipe()
    os.set_blocking(alarm, False)
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(alarm, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    import selectors

    selector = selectors.DefaultSelector()
    selector.register(channel, selectors.EVENT_READ)
    selector.register(wake, selectors.EVENT_READ)
    gc.freeze()  # programs need not go through what was imported before them
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
