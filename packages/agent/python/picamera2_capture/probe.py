"""Answers what there is to film with, without opening a camera."""

from typing import Any, Dict


def probe() -> Dict[str, Any]:
    """Cameras that are not USB cameras, in the order that `capture.camera` counts, and whether SRT can be sent."""
    import av  # noqa: F401  pylint: disable=import-outside-toplevel
    from picamera2 import Picamera2  # pylint: disable=import-outside-toplevel

    cameras = Picamera2.global_camera_info()
    return {"cameras": [{"index": index, "name": camera.get("Model", "")} for index, camera in enumerate(cameras)]}
