/** The agent's part of `layers.ts`: what may import what between its folders. */
import type { LayerTable } from './layer-table.js';

export const agent: LayerTable = {
  'package-directory': { owns: 'where the package lies', imports: [] },
  clock: { owns: 'time: the monotonic clock of leases, virtual in tests', imports: [] },
  errors: { owns: 'the error class', imports: [] },
  log: { owns: 'the logger seam, a logger for journald, redaction', imports: [] },
  config: { owns: 'every setting: schema, file, environment', imports: ['errors'] },
  process: { owns: 'programs as children: guarded to the end, or asked one question', imports: ['log'] },
  board: { owns: 'which machine this is, and what it can encode', imports: ['log'] },
  capture: {
    owns: 'the seam of what makes the picture, and the watch over it',
    imports: ['clock', 'errors', 'process'],
  },
  ffmpeg: {
    owns: 'an ffmpeg that encodes and pushes, with the arguments that all have in common',
    imports: ['board', 'capture', 'clock', 'errors', 'log', 'process'],
  },
  'test-picture': { owns: 'a capture without a camera', imports: ['capture', 'ffmpeg', 'process'] },
  file: {
    owns: 'a capture that plays a video file again and again',
    imports: ['board', 'capture', 'errors', 'ffmpeg'],
  },
  rtsp: {
    owns: 'a capture that passes on an IP camera',
    imports: ['board', 'capture', 'errors', 'ffmpeg', 'log'],
  },
  v4l2: {
    owns: 'a capture of USB cameras, and finding them',
    imports: ['board', 'capture', 'errors', 'ffmpeg', 'process'],
  },
  rpicam: {
    owns: 'Camera Modules through rpicam-vid',
    imports: ['board', 'capture', 'clock', 'errors', 'ffmpeg', 'process'],
  },
  picamera2: {
    owns: 'Camera Modules through Picamera2, by a helper in Python',
    imports: ['board', 'capture', 'clock', 'errors', 'ffmpeg', 'log', 'package-directory', 'process'],
  },
  captures: {
    owns: 'from the configuration to a capture; the choice of `auto`',
    imports: [
      'board',
      'capture',
      'clock',
      'config',
      'errors',
      'ffmpeg',
      'file',
      'log',
      'picamera2',
      'rpicam',
      'rtsp',
      'test-picture',
      'v4l2',
    ],
  },
  lease: { owns: 'the pure machine of runs, and its driver', imports: ['capture', 'clock', 'errors', 'log'] },
  control: {
    owns: 'the MQTT link, and reading commands',
    imports: ['clock', 'config', 'errors', 'lease', 'log'],
  },
  health: { owns: 'how the machine is doing: its sensors', imports: ['process'] },
  status: {
    owns: 'what the camera says of itself',
    imports: ['capture', 'clock', 'control', 'lease', 'log'],
  },
  agent: {
    owns: 'the composition root, `createAgent()`',
    imports: [
      'board',
      'capture',
      'captures',
      'clock',
      'config',
      'control',
      'health',
      'lease',
      'log',
      'package-directory',
      'status',
    ],
  },
  index: {
    owns: 'the library',
    imports: ['agent', 'capture', 'clock', 'config', 'errors', 'log'],
  },
  systemd: {
    owns: 'telling systemd how the agent is',
    imports: ['agent', 'clock', 'log', 'process'],
  },
  trial: {
    owns: 'trying the camera and the broker once, to see whether they work',
    imports: ['agent', 'capture', 'clock', 'config', 'control', 'errors', 'ffmpeg', 'log', 'status'],
  },
  service: {
    owns: 'the systemd unit, and the steps that install and remove it',
    imports: ['package-directory', 'process'],
  },
  doctor: {
    owns: 'what is wrong with this camera and how to mend it, a check a file',
    imports: [
      'board',
      'captures',
      'clock',
      'config',
      'control',
      'errors',
      'health',
      'log',
      'picamera2',
      'process',
      'rpicam',
      'service',
      'trial',
    ],
  },
  init: {
    owns: 'setting a camera up: questions, configuration, trials, service',
    imports: ['board', 'captures', 'clock', 'config', 'doctor', 'errors', 'log', 'service', 'trial'],
  },
  cli: {
    owns: 'the program',
    imports: ['agent', 'clock', 'config', 'doctor', 'errors', 'init', 'log', 'systemd'],
  },
};
