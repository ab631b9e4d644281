"""Films with Picamera2 for the agent, which starts `film-with-picamera2.py` with the system's Python.

The first line on standard input says what to do, as JSON; nothing is in the arguments, so no passphrase shows in the
list of processes. Further lines are commands. Reports leave on standard output, one JSON object a line. The end of
standard input, SIGINT and SIGTERM stop it, so it never outlives the agent. Exit code: 0 stopped, 1 failed and said why.
"""

import json
import os
import queue
import signal
import sys
import threading
from typing import Iterator, Optional

from .failure import Failure, explain
from .film import film
from .probe import probe
from .reports import Reports
from .wishes import Wishes, read_wishes


def main() -> int:
    """Does what the first line asks for and returns the exit code."""
    reports = Reports()
    events: "queue.SimpleQueue[object]" = queue.SimpleQueue()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: events.put("stop"))
    # An exception in a thread of Picamera2 ends that thread alone, and the picture would stand still for ever.
    threading.excepthook = lambda args: events.put(explain(args.exc_value or args.exc_type(), wishes))
    wishes: Optional[Wishes] = None
    try:
        lines = read_lines(sys.stdin.fileno())
        request = json.loads(next(lines, "{}"))
        if request.get("do") == "probe":
            reports.send(event="probed", **probe())
            return 0
        wishes = read_wishes(request)
        threading.Thread(target=read_commands, args=(lines, events), daemon=True).start()
        film(wishes, events, reports)
        return 0
    except Exception as error:  # pylint: disable=broad-except
        failure = error if isinstance(error, Failure) else explain(error, wishes)
        reports.send(event="failed", code=failure.code, message=str(failure))
        return 1


def read_lines(descriptor: int) -> Iterator[str]:
    """Lines as they come. Not through sys.stdin, whose lock a thread that still reads would hold at exit."""
    rest = b""
    while True:
        chunk = os.read(descriptor, 4096)
        if not chunk:
            return
        *complete, rest = (rest + chunk).split(b"\n")
        for line in complete:
            yield line.decode()


def read_commands(lines: Iterator[str], events: "queue.SimpleQueue[object]") -> None:
    """Passes commands on until standard input ends, which means that the agent is gone."""
    for line in lines:
        if json.loads(line).get("do") == "keyframe":
            events.put("keyframe")
    events.put("stop")
