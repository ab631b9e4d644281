/** From the configuration to the capture that it names. Called by the agent, unless it is given a capture. */
import type { Board } from '../board/board.js';
import type { Capture } from '../capture/capture.js';
import type { Clock } from '../clock/clock.js';
import type { AgentConfig } from '../config/agent-config.js';
import type { Logger } from '../log/logger.js';
import { createTestPicture } from '../test-picture/test-picture.js';

export type ConfiguredCaptureDeps = { board: Board; clock: Clock; logger: Logger };

export function createConfiguredCapture(config: AgentConfig, deps: ConfiguredCaptureDeps): Capture {
  const { capture, ffmpegPath, cameraId } = config;
  const ffmpeg = { ffmpegPath, clock: deps.clock, logger: deps.logger };
  switch (capture.type) {
    case 'test':
      return createTestPicture({
        ...ffmpeg,
        label: capture.label ?? cameraId,
        sound: capture.sound ? 'beep' : 'none',
      });
    case 'auto':
    case 'rpicam':
    case 'picamera2':
    case 'v4l2':
    case 'rtsp':
    case 'file':
      return neverCapture(capture.type);
  }
}

function neverCapture(type: string): Capture {
  const message = `capture.type "${type}" is not built yet. Use "test".`;
  return { run: async () => ({ reason: 'failed', failure: { code: 'camera_unsupported', message } }) };
}
