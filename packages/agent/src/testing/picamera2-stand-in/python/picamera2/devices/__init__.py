"""An IMX500 that always finds one thing, in the middle of the picture."""

import os

import numpy


class _Intrinsics:
    bbox_normalization = False
    bbox_order = "yx"
    preserve_aspect_ratio = True


class IMX500:
    def __init__(self, network_file, camera_id="", tensor_injection=False):
        if not os.path.exists(network_file):
            raise RuntimeError(f"Firmware file {network_file} does not exist.")
        self.camera_num = 0
        self.network_intrinsics = _Intrinsics()

    def set_auto_aspect_ratio(self):
        pass

    def get_input_size(self):
        return (320, 320)

    def get_outputs(self, metadata, add_batch=False):
        return [numpy.array([[[0.25, 0.25, 0.75, 0.75]]]), numpy.array([[0.9]]), numpy.array([[0]])]

    def convert_inference_coords(self, coords, metadata, picam2, stream="main"):
        width, height = picam2.camera_configuration()[stream]["size"]
        y0, x0, y1, x1 = coords
        return (int(x0 * width), int(y0 * height), int((x1 - x0) * width), int((y1 - y0) * height))
