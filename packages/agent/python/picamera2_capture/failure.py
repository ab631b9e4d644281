"""Why it cannot film: the agent's codes, and sentences that say what to do."""

from typing import List, Optional

from .wishes import Wishes


class Failure(Exception):
    """Ends the program with a reason that the agent passes on."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def explain(error: BaseException, wishes: Optional[Wishes]) -> Failure:
    """Finds the agent's code for an exception. The address never shows: it may hold a passphrase."""
    if isinstance(error, Failure):
        return error
    said = "; ".join(_sentences(error))
    if wishes is not None:
        said = said.replace(wishes.url, wishes.url.split("?")[0])
    if isinstance(error, ImportError):
        return _explain_import(error, said)
    if "Device or resource busy" in said or "ailed to acquire" in said:
        return Failure("camera_busy", f"Another program uses the camera. It is tried again until it is free. {said}")
    if "No camera number" in said or "Camera(s) not found" in said or "list index out of range" in said:
        number = "" if wishes is None else f" {wishes.camera}"
        return Failure("no_camera", f"There is no camera{number}. rpicam-hello --list-cameras tells which there are. {said}")
    if "Protocol not found" in said:
        return Failure(
            "program_unsuitable",
            "This PyAV cannot push to such an address: those that pip installs are built without SRT. "
            "Remove it (pip uninstall av) and use the system's: sudo apt install python3-av",
        )
    return Failure("capture_failed", said)


def explain_output(error: BaseException, wishes: Wishes) -> Failure:
    """The same for an error of the output, which comes without a word on what it was about."""
    failure = explain(error, wishes)
    if failure.code != "capture_failed":
        return failure
    return Failure(failure.code, f"The output took no more: {failure} Is the gateway reachable, the passphrase right?")


def _explain_import(error: ImportError, said: str) -> Failure:
    package = {"av": "python3-av", "libcamera": "python3-libcamera"}.get(
        (error.name or "").split(".", maxsplit=1)[0], "python3-picamera2"
    )
    return Failure("program_missing", f"This Python lacks something: {said}. Install it: sudo apt install {package}")


def _sentences(error: BaseException) -> List[str]:
    """The error and what it came from, outermost first."""
    sentences: List[str] = []
    current: Optional[BaseException] = error
    while current is not None and len(sentences) < 5:
        sentences.append(f"{type(current).__name__}: {current}")
        current = current.__cause__ or current.__context__
    return sentences
