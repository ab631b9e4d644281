"""What Picamera2's encoders import of libcamera."""


class controls:
    SensorTimestamp = "SensorTimestamp"
