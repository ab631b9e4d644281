"""Pictures as Picamera2 hands them on, without the kernel's buffers below."""

from libcamera import controls


class _Request:
    def __init__(self, timestamp_ns):
        self.metadata = {controls.SensorTimestamp: timestamp_ns}


class CompletedRequest:
    def __init__(self, array, timestamp_ns):
        self.array = array
        self.request = _Request(timestamp_ns)

    def get_metadata(self):
        return {"SensorTimestamp": self.request.metadata[controls.SensorTimestamp], "ScalerCrop": (0, 0, 4608, 2592)}

    def acquire(self):
        pass

    def release(self):
        pass


class _MappedBuffer:
    def __init__(self, request, stream, write=True):
        self._array = request.array

    def __enter__(self):
        return self._array

    def __exit__(self, *_):
        pass


class MappedArray:
    def __init__(self, request, stream, reshape=True, write=True):
        self.array = request.array

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass
