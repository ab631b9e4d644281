"""What an IMX500 camera detects, drawn as frames into the picture before it is encoded."""

from typing import Any, List, Tuple

import numpy
from picamera2 import MappedArray
from picamera2.devices import IMX500

Box = Tuple[int, int, int, int]

MIN_SCORE = 0.55
LINE_PIXELS = 3
WHITE = 235


class Detections:
    """Loads the network into the camera and draws what it finds. To be made before the camera is opened."""

    def __init__(self, model: str) -> None:
        self._imx500 = IMX500(model)
        self._boxes: List[Box] = []

    @property
    def camera(self) -> int:
        """The number of the camera that the network runs on."""
        return self._imx500.camera_num

    def draw_into(self, camera: Any) -> None:
        """From now on every picture of `camera` shows what was found in it, or in the last one that was looked at."""
        intrinsics = self._imx500.network_intrinsics
        if intrinsics is not None and intrinsics.preserve_aspect_ratio:
            self._imx500.set_auto_aspect_ratio()
        camera.pre_callback = lambda request: self._draw(request, camera)

    def _draw(self, request: Any, camera: Any) -> None:
        self._update(request.get_metadata(), camera)
        if not self._boxes:
            return
        width, height = camera.camera_configuration()["main"]["size"]
        with MappedArray(request, "main") as mapped:
            # YUV420: the first rows are the brightness, the colours follow.
            brightness = mapped.array[:height, :width]
            for box in self._boxes:
                draw_frame(brightness, box)

    def _update(self, metadata: Any, camera: Any) -> None:
        outputs = self._imx500.get_outputs(metadata, add_batch=True)
        if outputs is None:
            return
        found = read_boxes(outputs, self._imx500.network_intrinsics, self._imx500.get_input_size())
        self._boxes = [self._imx500.convert_inference_coords(box, metadata, camera) for box in found]


def read_boxes(outputs: Any, intrinsics: Any, input_size: Tuple[int, int]) -> List[Any]:
    """Boxes as (y0, x0, y1, x1) from 0 to 1, of networks that give boxes, scores and classes, as SSD and EfficientDet do."""
    boxes, scores = numpy.asarray(outputs[0][0]), numpy.asarray(outputs[1][0])
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        return []
    if intrinsics is not None and intrinsics.bbox_normalization:
        boxes = boxes / input_size[1]
    if intrinsics is not None and intrinsics.bbox_order == "xy":
        boxes = boxes[:, [1, 0, 3, 2]]
    return [box for box, score in zip(boxes, scores) if score > MIN_SCORE]


def draw_frame(brightness: Any, box: Box) -> None:
    """Draws the outline of a box (x, y, width, height), cut off at the borders of the picture."""
    left, top, width, height = (int(value) for value in box)
    right, bottom = left + width, top + height
    for y in (top, bottom - LINE_PIXELS):
        brightness[max(0, y) : max(0, y + LINE_PIXELS), max(0, left) : max(0, right)] = WHITE
    for x in (left, right - LINE_PIXELS):
        brightness[max(0, top) : max(0, bottom), max(0, x) : max(0, x + LINE_PIXELS)] = WHITE
