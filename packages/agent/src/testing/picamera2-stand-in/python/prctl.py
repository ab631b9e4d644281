"""Imported by Picamera2 and not used here."""
