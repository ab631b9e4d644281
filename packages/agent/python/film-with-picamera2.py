"""Starts the helper of the capture "picamera2"; see picamera2_capture/main.py."""

import sys

from picamera2_capture.main import main

sys.exit(main())
