"""The camera of a system that the gateway replaces, as its notes describe it: a fixed topic, a fixed UDP address.

It reads nothing but `action`: START_LIVE_STREAM opens a PyavOutput-like MPEG-TS push, STOP_LIVE_STREAM ends it. It
answers nothing, has no status and no last will, knows no lease, and streams until it is told to stop. In place of a
sensor it has a picture of moving noise, whose colour tells the recordings apart: red, blue, green, then red again.
What it hears and does goes to stdout, a line of JSON each, for the test. It ends when its stdin does.

Usage: notes-camera.py BROKER_PORT TOPIC OUTPUT_URL IGNORED_STOPS
"""
import json
import os
import sys
import threading
import time
from enum import Enum
from fractions import Fraction

import av
import paho.mqtt.client as mqtt

WIDTH, HEIGHT, FRAMES_PER_SECOND, BITS_PER_SECOND = 640, 480, 30, 2_000_000
# The notes set no keyframe interval. 60 frames is what the driver of the Pi is said to have: the slower case to start.
KEYFRAME_INTERVAL_FRAMES = 60
# U and V of BT.601.
COLOURS = [(90, 210), (210, 100), (70, 70)]


class CameraAction(Enum):
    START_LIVE_STREAM = "START_LIVE_STREAM"
    STOP_LIVE_STREAM = "STOP_LIVE_STREAM"


def tell(**facts):
    print(json.dumps(facts), flush=True)


class NoisePicture:
    """Grey noise that shifts from frame to frame, so that the encoder needs its bit rate, under one colour."""

    def __init__(self, colour):
        to_grey = bytes(96 + value // 4 for value in range(256))
        self._noise = os.urandom(2 * WIDTH * HEIGHT).translate(to_grey)
        self._chroma = [bytes([value]) * (WIDTH * HEIGHT // 4) for value in colour]

    def frame(self, number):
        offset = (number * 7919) % (WIDTH * HEIGHT)
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        frame.planes[0].update(self._noise[offset : offset + WIDTH * HEIGHT])
        frame.planes[1].update(self._chroma[0])
        frame.planes[2].update(self._chroma[1])
        return frame


class Encoder:
    """libx264 in place of the sensor's encoder: raw bytes with parameter sets before each keyframe, no B-frames."""

    def __init__(self):
        codec = av.CodecContext.create("libx264", "w")
        codec.width, codec.height, codec.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        codec.framerate, codec.time_base = FRAMES_PER_SECOND, Fraction(1, FRAMES_PER_SECOND)
        codec.bit_rate, codec.gop_size = BITS_PER_SECOND, KEYFRAME_INTERVAL_FRAMES
        codec.options = {"preset": "ultrafast", "tune": "zerolatency", "maxrate": "2M", "bufsize": "1M"}
        self._codec = codec

    def encode(self, frame, number):
        frame.pts = number
        return b"".join(bytes(packet) for packet in self._codec.encode(frame))


class Recording(threading.Thread):
    """One start_recording … stop_recording: time stamps in microseconds from 0, muxed by PyAV as PyavOutput does."""

    def __init__(self, output_url, colour):
        super().__init__(daemon=True)
        self._output_url = output_url
        self._colour = colour
        self._stopped = threading.Event()

    def run(self):
        picture, encoder = NoisePicture(self._colour), Encoder()
        container = av.open(self._output_url, "w", format="mpegts")
        stream = container.add_stream("h264")
        started_at = time.monotonic()
        tell(state="streaming")
        number = 0
        while not self._stopped.wait(max(0, started_at + number / FRAMES_PER_SECOND - time.monotonic())):
            packet = av.Packet(encoder.encode(picture.frame(number), number))
            packet.time_base = Fraction(1, 1_000_000)
            packet.pts = packet.dts = number * 1_000_000 // FRAMES_PER_SECOND
            packet.stream = stream
            try:
                container.mux(packet)
            except OSError as error:
                # Nobody listens at the port: Linux says so on the next write. PyavOutput goes quiet at this point.
                tell(state="failed", message=str(error))
                return
            number += 1
        container.close()
        tell(state="idle")

    def stop(self):
        self._stopped.set()
        self.join()


class Camera:
    def __init__(self, output_url, ignored_stops):
        self._output_url = output_url
        self._ignored_stops = ignored_stops
        self._recording = None
        self._recordings_count = 0

    def on_message(self, _client, _userdata, message):
        event = json.loads(message.payload)
        tell(action=event["action"])
        # An action that the notes do not have raises here, and paho's thread ends: the camera never hears again.
        action = CameraAction(event["action"])
        if action is CameraAction.START_LIVE_STREAM and self._recording is None:
            colour = COLOURS[self._recordings_count % len(COLOURS)]
            self._recordings_count += 1
            self._recording = Recording(self._output_url, colour)
            self._recording.start()
        elif action is CameraAction.STOP_LIVE_STREAM and self._recording is not None:
            if self._ignored_stops > 0:
                self._ignored_stops -= 1
                return
            self._recording.stop()
            self._recording = None


def main():
    broker_port, topic, output_url, ignored_stops = sys.argv[1:]
    camera = Camera(output_url, int(ignored_stops))
    # paho-mqtt 2 asks which shape of callback is meant; 1 has only one.
    versions = getattr(mqtt, "CallbackAPIVersion", None)
    client = mqtt.Client(versions.VERSION2) if versions else mqtt.Client()
    client.on_connect = lambda *_: client.subscribe(topic, qos=1)
    client.on_subscribe = lambda *_: tell(state="idle")
    client.on_message = camera.on_message
    client.connect("127.0.0.1", int(broker_port))
    client.loop_start()
    # The end of stdin is the end of the test, however it came.
    sys.stdin.read()
    os._exit(0)


main()
