"""The H.264 encoder: that of a Pi up to 4, or libx264 through PyAV."""

import inspect
from typing import Any, Dict

import av

from .wishes import Wishes


def make_encoder(wishes: Wishes) -> Any:
    """Makes the encoder with everything explicit: bit rate, keyframes, and parameter sets before each of these."""
    if wishes.hardware_encoder:
        from picamera2.encoders import H264Encoder as Encoder  # pylint: disable=import-outside-toplevel
    else:
        from picamera2.encoders import LibavH264Encoder as Encoder  # pylint: disable=import-outside-toplevel
    encoder = Encoder(**_known_to(Encoder, wishes))
    # Each further thread of libx264 holds a picture back. Picamera2 lets it choose, which is three pictures on four cores.
    if not wishes.hardware_encoder:
        encoder.threads = 1
    return encoder


def can_force_keyframe(encoder: Any) -> bool:
    """Whether `force_key_frame` (since Picamera2 0.3.32) is safe to call.

    LibavH264Encoder then names the picture's type by a letter. PyAV 14 wants a number, and the recording would die of it.
    """
    if not hasattr(encoder, "force_key_frame"):
        return False
    if not hasattr(encoder, "use_hw"):
        return True
    try:
        av.VideoFrame(16, 16, "yuv420p").pict_type = "I"
    except TypeError:
        return False
    return True


def _known_to(encoder: Any, wishes: Wishes) -> Dict[str, Any]:
    wanted = {
        "bitrate": wishes.bits_per_second,
        "repeat": True,
        "iperiod": wishes.keyframe_interval_frames,
        "framerate": wishes.frames_per_second,
        # libx264 with the preset that LibavH264Encoder takes makes nothing else.
        **({"profile": "baseline"} if wishes.hardware_encoder else {}),
    }
    known = inspect.signature(encoder.__init__).parameters
    return {name: value for name, value in wanted.items() if name in known}
