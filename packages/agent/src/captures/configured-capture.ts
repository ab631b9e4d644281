/** From the configuration to the capture that it names. Called by the agent, unless it is given a capture. */
import type { Board } from '../board/board.js';
import type { Capture } from '../capture/capture.js';
import type { Clock } from '../clock/clock.js';
import type { AgentConfig } from '../config/agent-config.js';
import { chooseEncoder } from '../ffmpeg/h264-encoder-args.js';
import { createFileCapture } from '../file/file-capture.js';
import type { Logger } from '../log/logger.js';
import { createPicamera2Capture, loadModelTimeoutMs } from '../picamera2/picamera2-capture.js';
import { createRpicamCapture } from '../rpicam/rpicam-capture.js';
import { createRtspCapture } from '../rtsp/rtsp-capture.js';
import { createTestPicture } from '../test-picture/test-picture.js';
import { createV4l2Capture } from '../v4l2/v4l2-capture.js';
import { type CaptureCandidate, createAutoCapture } from './auto-capture.js';

export type ConfiguredCaptureDeps = { board: Board; clock: Clock; logger: Logger };

export function createConfiguredCapture(config: AgentConfig, deps: ConfiguredCaptureDeps): Capture {
  const { capture, ffmpegPath, cameraId } = config;
  const { board, logger } = deps;
  const common = { ffmpegPath, options: capture.options, ...deps };
  const encoder = chooseEncoder(capture.encoder, board);
  switch (capture.type) {
    case 'auto':
      return createAutoCapture({ candidates: cameraCandidates(config, deps), logger });
    case 'v4l2':
      return v4l2Candidate(config, deps).capture;
    case 'rtsp':
      return createRtspCapture({
        ...common,
        url: required(capture.url),
        sound: capture.sound ? 'as in the camera' : 'none',
        encoder: capture.encoder === 'auto' ? 'refuse' : encoder,
      });
    case 'file':
      return createFileCapture({
        ...common,
        file: required(capture.file),
        sound: capture.sound ? 'as in the file' : 'none',
        encoder,
      });
    case 'test':
      return createTestPicture({
        ...common,
        label: capture.label ?? cameraId,
        sound: capture.sound ? 'beep' : 'none',
      });
    case 'rpicam':
      return rpicamCandidate(config, deps).capture;
    case 'picamera2':
      return picamera2Candidate(config, deps).capture;
  }
}

/** What the camera may take to load before it starts, for who waits for its first picture: an IMX500 its network. */
export function loadTimeoutMs({ capture }: AgentConfig): number {
  const canLoad = capture.type === 'picamera2' || capture.type === 'auto';
  return canLoad && capture.model !== null ? loadModelTimeoutMs : 0;
}

/** What `auto` tries, in this order; only Picamera2 can load a network into an IMX500. */
export function cameraCandidates(config: AgentConfig, deps: ConfiguredCaptureDeps): CaptureCandidate[] {
  const picamera2 = picamera2Candidate(config, deps);
  if (config.capture.model !== null) return [picamera2];
  return [rpicamCandidate(config, deps), picamera2, v4l2Candidate(config, deps)];
}

function rpicamCandidate(
  { capture, ffmpegPath }: AgentConfig,
  deps: ConfiguredCaptureDeps,
): CaptureCandidate {
  const { rpicamPath, camera, encoder, options } = capture;
  return {
    name: 'rpicam',
    capture: createRpicamCapture({
      ...deps,
      ffmpegPath,
      rpicamPath,
      camera,
      encoder: chooseEncoder(encoder, deps.board),
      options,
    }),
  };
}

function picamera2Candidate({ capture }: AgentConfig, deps: ConfiguredCaptureDeps): CaptureCandidate {
  const { pythonPath, camera, model, encoder } = capture;
  return {
    name: 'picamera2',
    capture: createPicamera2Capture({
      ...deps,
      pythonPath,
      camera,
      model,
      encoder: chooseEncoder(encoder, deps.board),
    }),
  };
}

function v4l2Candidate({ capture, ffmpegPath }: AgentConfig, deps: ConfiguredCaptureDeps): CaptureCandidate {
  const { device, sound, audioDevice, encoder, options } = capture;
  return {
    name: 'v4l2',
    capture: createV4l2Capture({
      ...deps,
      ffmpegPath,
      device,
      audioDevice: sound ? audioDevice : null,
      encoder: chooseEncoder(encoder, deps.board),
      options,
    }),
  };
}

/** The check of the configuration has seen to it that the setting is there. */
function required(setting: string | null): string {
  if (setting === null) throw new Error('a setting that its capture needs is missing');
  return setting;
}
