"""Where the encoder's pictures go: Picamera2's own PyavOutput, counted."""

import inspect
from dataclasses import dataclass
from typing import Any, Callable

from picamera2.outputs import PyavOutput

from .wishes import Wishes

# Lengths let the receiver know the end of a picture without seeing the next one.
MUXER_OPTIONS = {"omit_video_pes_length": "0", "pes_payload_size": "0", "pat_period": "0.2", "flush_packets": "1"}


@dataclass
class Counts:
    """Totals since the recording began."""

    sent_bytes: int = 0
    pictures: int = 0
    dropped_pictures: int = 0


class CountedOutput(PyavOutput):
    """Counts what the muxer has taken: bytes of H.264, without the few per cent that MPEG-TS adds.

    PyavOutput does not tell how many bytes leave, and UDP takes them all; what is counted is what was handed over.
    """

    def __init__(self, wishes: Wishes, on_error: Callable[[BaseException], None]) -> None:
        # `options` came with Picamera2 0.3.31; before, every picture is a picture late.
        knows_options = "options" in inspect.signature(PyavOutput.__init__).parameters
        super().__init__(wishes.url, format="mpegts", **({"options": MUXER_OPTIONS} if knows_options else {}))
        self.counts = Counts()
        self.error_callback = self._fail
        self._on_error = on_error
        self._failed = False
        self._picture_us = 1_000_000 / wishes.frames_per_second
        self._last_timestamp_us = None

    def _fail(self, error: BaseException) -> None:
        self._failed = True
        self._on_error(error)

    def outputframe(self, frame: Any, keyframe: bool = True, timestamp: Any = None, *rest: Any, **named: Any) -> None:
        """Called by the encoder with each picture; the further arguments differ between versions."""
        super().outputframe(frame, keyframe, timestamp, *rest, **named)
        if self._failed or frame is None:
            return
        self.counts.sent_bytes += len(frame)
        self.counts.pictures += 1
        if timestamp is not None and self._last_timestamp_us is not None:
            # The camera's rate is fixed, so a gap in its timestamps is pictures that it or the encoder left out.
            missed = round((timestamp - self._last_timestamp_us) / self._picture_us) - 1
            self.counts.dropped_pictures += max(0, missed)
        self._last_timestamp_us = timestamp
