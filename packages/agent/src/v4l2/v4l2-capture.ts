/**
 * The capture of a USB camera. H.264 that comes from the camera is passed on; Motion JPEG and raw pictures are encoded.
 * A camera that is busy or unplugged is a failure with its reason; the run machine tries again.
 */
import type { Board } from '../board/board.js';
import { fitVideo } from '../board/fit-video.js';
import type { CameraCapture } from '../capture/capture.js';
import { KnownAnswer } from '../capture/known-answer.js';
import { type FfmpegPushDeps, pushWithFfmpeg } from '../ffmpeg/ffmpeg-push.js';
import type { H264Encoder } from '../ffmpeg/h264-encoder-args.js';
import { askV4l2, type V4l2Answer } from './find-v4l2.js';
import { v4l2Args } from './v4l2-args.js';
import { explainV4l2 } from './v4l2-failure.js';
import { chooseFormat } from './v4l2-formats.js';

export type V4l2CaptureDeps = FfmpegPushDeps & {
  /** Such as `/dev/video0`; null: the first camera that offers pictures. */
  device: string | null;
  /** ALSA device, such as `hw:1`; null: no sound. */
  audioDevice: string | null;
  encoder: H264Encoder;
  board: Board;
  /** Further words for ffmpeg's input. */
  options: readonly string[];
  /** Where `/dev` and `/sys` are found. @default / */
  rootDirectory?: string;
};

export function createV4l2Capture(deps: V4l2CaptureDeps): CameraCapture {
  const { device, audioDevice, encoder, board, options, logger } = deps;
  // After a failure the camera may have been plugged in elsewhere.
  const camera = new KnownAnswer<V4l2Answer>({
    ask: (signal) => askV4l2(device, { ...deps, ...(signal && { signal }) }),
    isGood: (answer) => 'camera' in answer,
  });
  return {
    async whyNot(signal) {
      const answer = await camera.get(signal);
      return 'failure' in answer ? answer.failure : null;
    },
    prepare: () => camera.prepare(),
    async run(request) {
      const { output, video: wish, signal } = request;
      const answer = await camera.get(signal);
      if (signal.aborted) return { reason: 'stopped' };
      if ('failure' in answer) return { reason: 'failed', failure: answer.failure };
      const { device: found, formats } = answer.camera;
      const video = fitVideo({ video: wish, board, encoder, logger });
      const format = chooseFormat(formats, video);
      if (!format) {
        camera.forget();
        const offered = formats.map(({ name }) => name).join(', ');
        const message = `${found} offers ${offered} and no H.264, Motion JPEG or raw pictures. Try another camera.`;
        return { reason: 'failed', failure: { code: 'camera_unsupported', message } };
      }
      logger.info({ device: found, ...format }, 'filming with a USB camera');
      const args = v4l2Args({ device: found, format, video, encoder, audioDevice, options, output });
      const explain = (lines: readonly string[]) => explainV4l2(lines, { device: found, audioDevice });
      const end = await pushWithFfmpeg({ request, args, explain }, deps);
      if (end.reason === 'failed') camera.forget();
      return end;
    },
  };
}
