"""The H.264 hardware of a Pi up to 4, below Picamera2's H264Encoder: libx264 instead of /dev/video11."""

from fractions import Fraction

import av

from picamera2.encoders import v4l2_encoder


class _Encoding:
    """Takes the place of the methods that talk to the device."""

    def _start(self):
        codec = av.CodecContext.create("libx264", "w")
        codec.width, codec.height, codec.pix_fmt = self.width, self.height, "yuv420p"
        codec.time_base = Fraction(1, 1000000)
        codec.bit_rate = self.bitrate
        codec.gop_size = self.iperiod
        codec.options = {"preset": "ultrafast", "tune": "zerolatency", "x264-params": "repeat-headers=1"}
        codec.thread_count = 1
        self._codec = codec

    def _stop(self):
        self._write(None)

    def _encode(self, stream, request):
        frame = av.VideoFrame.from_ndarray(request.array, format="yuv420p")
        frame.pts = self._timestamp(request)
        # Since 0.3.32.
        if getattr(self, "_key_frames_requested", 0) > getattr(self, "_key_frames_generated", 0):
            self._key_frames_generated += 1
            frame.pict_type = "I"
        self._write(frame)

    def _write(self, frame):
        for packet in self._codec.encode(frame):
            self.outputframe(bytes(packet), packet.is_keyframe, packet.pts)


for _name in ("_start", "_stop", "_encode", "_write"):
    setattr(v4l2_encoder.V4L2Encoder, _name, vars(_Encoding)[_name])
