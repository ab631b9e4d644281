"""The camera side that runs in Python: Picamera2, its encoders and PyavOutput."""
