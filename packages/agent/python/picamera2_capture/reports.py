"""What is told to the agent: JSON lines, on a standard output that nothing else can write to."""

import json
import os
import sys
import threading


class Reports:
    """Keeps standard output for itself; what libraries print goes to standard error."""

    def __init__(self) -> None:
        self._stream = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        self._lock = threading.Lock()

    def send(self, **report: object) -> None:
        """Sends one report. An agent that is gone is no fault: its pipe ends this program soon."""
        with self._lock:
            try:
                print(json.dumps(report), file=self._stream, flush=True)
            except OSError:
                pass
