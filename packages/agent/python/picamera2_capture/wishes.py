"""What the agent asks for, read from the first line on standard input."""

from dataclasses import dataclass
from typing import Any, Dict, Optional


@dataclass(frozen=True)
class Wishes:
    """One recording. Sizes are even, the encoder is one that this machine has."""

    url: str
    width: int
    height: int
    frames_per_second: int
    bits_per_second: int
    keyframe_interval_frames: int
    camera: int
    hardware_encoder: bool
    model: Optional[str]


def read_wishes(request: Dict[str, Any]) -> Wishes:
    """Reads the agent's request. A KeyError tells that agent and helper are of different versions."""
    video = request["video"]
    return Wishes(
        url=request["url"],
        width=video["width"],
        height=video["height"],
        frames_per_second=video["framesPerSecond"],
        bits_per_second=video["bitsPerSecond"],
        keyframe_interval_frames=video["keyframeIntervalFrames"],
        camera=request["camera"],
        hardware_encoder=request["encoder"] == "hardware",
        model=request["model"],
    )
