"""Stands in for Picamera2 where there is no camera: the sensor and what lies below it, nothing else.

Encoders and outputs are those of the real package, whose folder is in PICAMERA2_REAL and follows this one in `__path__`.
Signatures are those of 0.3.36.
"""

import json
import os
import signal
import sys
import threading
import time

import numpy

# Found before this line runs would be the real modules only: they follow this folder.
__path__.append(os.environ["PICAMERA2_REAL"])

from . import platform  # noqa: E402
from .request import CompletedRequest, MappedArray  # noqa: E402,F401

_settings = json.loads(os.environ["PICAMERA2_STAND_IN"])
platform._platform = platform.Platform[_settings["platform"]]

if _settings["platform"] == "VC4":
    from . import v4l2_stand_in  # noqa: E402,F401

WORKING_SECONDS = 1
# Longer than the agent waits for the first byte of a camera that has started.
LOADING_SECONDS = 9


class Picamera2:
    """One camera that shows a bright bar moving through grey."""

    @staticmethod
    def global_camera_info():
        if _settings["condition"] == "no camera":
            return []
        return [{"Model": "imx708", "Location": 2, "Rotation": 180, "Id": "/base/soc/i2c0mux/i2c@1/imx708@1a", "Num": 0}]

    def __init__(self, camera_num=0, verbose_console=None, tuning=None, allocator=None):
        if camera_num >= len(self.global_camera_info()):
            raise RuntimeError(
                f'No camera number {camera_num} found - use "rpicam-hello --list-cameras" to check connected cameras'
            )
        self._acquire()
        self.pre_callback = None
        self._configuration = None
        self._encoder = None
        self._thread = None
        self._stopping = threading.Event()
        self.is_open = True

    def _acquire(self):
        holder_file = _settings["holderFile"]
        holder = open(holder_file).read() if os.path.exists(holder_file) else ""
        if holder and _is_alive(int(holder)):
            print("INFO Camera camera.cpp:1033 Pipeline handler in use by another process", file=sys.stderr)
            raise RuntimeError("Failed to acquire camera: Device or resource busy")
        with open(holder_file, "w") as file:
            file.write(str(os.getpid()))

    def create_video_configuration(
        self, main={}, lores=None, raw={}, transform=None, colour_space=None, buffer_count=6, controls={},
        display="main", encode="main", queue=True, sensor={}, use_case="video",
    ):
        return {"main": {"format": "XBGR8888", "size": (1280, 720), **main}, "raw": {"size": (4608, 2592)}, "controls": controls}

    def configure(self, camera_config=None):
        main = camera_config["main"]
        assert main["format"] == "YUV420", "the stand-in films in YUV420 only"
        main["stride"] = main["size"][0]
        self._configuration = camera_config

    def camera_configuration(self):
        return self._configuration

    def start_recording(self, encoder, output, pts=None, config=None, quality=None, name=None):
        main = self._configuration["main"]
        encoder.output = output
        encoder.name = "main"
        encoder.width, encoder.height = main["size"]
        encoder.format, encoder.stride = main["format"], main["stride"]
        encoder.start(quality=quality)
        if _settings["condition"] == "loads a network":
            _block(LOADING_SECONDS)
        self._encoder = encoder
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        width, height = self._configuration["main"]["size"]
        frame_us = self._configuration["controls"]["FrameDurationLimits"][0]
        began = time.monotonic()
        number = 0
        while not self._stopping.is_set():
            time.sleep(max(0, began + number * frame_us / 1e6 - time.monotonic()))
            if _settings["condition"] == "freezes" and time.monotonic() - began > WORKING_SECONDS:
                self._stopping.wait()
                return
            if _settings["condition"] == "crashes" and time.monotonic() - began > WORKING_SECONDS:
                raise ValueError("the sensor went away")
            request = CompletedRequest(_picture(number, width, height), number * frame_us * 1000)
            if self.pre_callback:
                self.pre_callback(request)
            self._encoder.encode("main", request)
            number += 1

    def stop_recording(self):
        self._stopping.set()
        self._thread.join()
        self._encoder.stop()

    def close(self):
        if self.is_open:
            self.is_open = False
            os.remove(_settings["holderFile"])


def _block(seconds):
    # As in the kernel: handlers of signals, written in Python, run only afterwards.
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    time.sleep(seconds)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)


def _picture(number, width, height):
    picture = numpy.full((height * 3 // 2, width), 128, numpy.uint8)
    left = number * 8 % width
    picture[:height, left : left + width // 8] = 220
    return picture


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
