"""One recording: opens the camera, lets it run until told otherwise, and closes it whatever happens."""

import queue
from typing import Any, Optional

from .failure import Failure, explain_output
from .reports import Reports
from .wishes import Wishes

PROGRESS_SECONDS = 0.25


def film(wishes: Wishes, events: "queue.SimpleQueue[object]", reports: Reports) -> None:
    """Returns after "stop". Raises a Failure that came as an event, and whatever Picamera2 raises."""
    # Imported here, so that what is missing becomes a failure that is reported.
    import av  # noqa: F401  pylint: disable=import-outside-toplevel,unused-import
    from .encoder import make_encoder  # pylint: disable=import-outside-toplevel
    from .output import CountedOutput  # pylint: disable=import-outside-toplevel
    from picamera2 import Picamera2  # pylint: disable=import-outside-toplevel

    detections = _load_model(wishes.model)
    camera = Picamera2(wishes.camera if detections is None else detections.camera)
    try:
        picture_us = round(1_000_000 / wishes.frames_per_second)
        camera.configure(
            camera.create_video_configuration(
                main={"size": (wishes.width, wishes.height), "format": "YUV420"},
                controls={"FrameDurationLimits": (picture_us, picture_us)},
            )
        )
        if detections is not None:
            detections.draw_into(camera)
        encoder = make_encoder(wishes)
        output = CountedOutput(wishes, lambda error: events.put(explain_output(error, wishes)))
        # An IMX500 is given its network in here. Pictures counted meanwhile are told with the first progress.
        camera.start_recording(encoder, output)
        reports.send(event="filming")
        _obey(encoder, output, events, reports)
        camera.stop_recording()
    finally:
        camera.close()


def _load_model(model: Optional[str]) -> Any:
    if model is None:
        return None
    from .detections import Detections  # pylint: disable=import-outside-toplevel

    return Detections(model)


def _obey(encoder: Any, output: Any, events: "queue.SimpleQueue[object]", reports: Reports) -> None:
    """Tells the progress and carries out what comes, until it is to stop."""
    while True:
        try:
            event = events.get(timeout=PROGRESS_SECONDS)
        except queue.Empty:
            event = None
        counts = output.counts
        reports.send(
            event="progress",
            sentBytes=counts.sent_bytes,
            pictures=counts.pictures,
            droppedPictures=counts.dropped_pictures,
        )
        if event == "stop":
            return
        if isinstance(event, Failure):
            raise event
        if event == "keyframe":
            _force_keyframe(encoder, reports)


def _force_keyframe(encoder: Any, reports: Reports) -> None:
    from .encoder import can_force_keyframe  # pylint: disable=import-outside-toplevel

    if can_force_keyframe(encoder):
        encoder.force_key_frame()
    else:
        reports.send(event="note", message="This Picamera2 cannot force a keyframe; the next one comes in its turn")
