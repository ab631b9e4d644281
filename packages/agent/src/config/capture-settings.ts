/** The settings of the group `capture`: which camera films, and how. Part of the schema in `agent-config.ts`. */
import * as v from 'valibot';
import { group, nullable, setting } from './setting.js';
import { flag, rtspUrl, text } from './setting-types.js';

const captureTypes = ['auto', 'rpicam', 'picamera2', 'v4l2', 'rtsp', 'file', 'test'] as const;
const encoders = ['auto', 'hardware', 'software'] as const;

const index = v.pipe(
  v.number('must be a number'),
  v.integer('must be a whole number'),
  v.minValue(0, 'must not be negative'),
);

const quoted = (words: readonly string[]) => words.map((word) => `"${word}"`).join(', ');

export const captureSettings = group({
  type: setting(
    v.picklist(captureTypes, `must be one of ${quoted(captureTypes)}`),
    'auto',
    'What makes the picture: "auto" takes the first camera of this machine, "test" draws one',
  ),
  sound: setting(flag, true, 'Sends sound where the source has it'),
  label: nullable(text, 'Name shown in the test picture; null: the camera id'),
  device: nullable(
    text,
    'Device of a USB camera, such as "/dev/video0"; null: the first that gives pictures',
  ),
  audioDevice: nullable(text, 'ALSA device with the sound of a USB camera, such as "hw:1"; null: no sound'),
  url: nullable(rtspUrl, 'rtsp:// URL of an IP camera'),
  file: nullable(text, 'Video file that is played again and again'),
  camera: setting(index, 0, 'Which Camera Module, as rpicam-hello --list-cameras counts them'),
  encoder: setting(
    v.picklist(encoders, `must be one of ${quoted(encoders)}`),
    'auto',
    'H.264 encoder, for what is not H.264 already: "hardware" is that of a Raspberry Pi up to 4',
  ),
  model: nullable(
    text,
    'Network file (.rpk) for an IMX500 camera; what it detects is drawn into the picture',
  ),
  options: setting(
    v.array(text, 'must be a list of texts'),
    [],
    'Further words for the command line of rpicam-vid, or for the input of ffmpeg',
  ),
  pythonPath: setting(text, '/usr/bin/python3', 'Python that has picamera2'),
  rpicamPath: nullable(text, 'rpicam-vid program; null: rpicam-vid, or libcamera-vid of older systems'),
});
