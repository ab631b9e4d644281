/** The first line that the helper reads: everything about one recording. Pure; read by `python/picamera2_capture/wishes.py`. */
import type { VideoSettings } from '@rpi-live-camera/protocol';
import { type H264Encoder, toEncodable } from '../ffmpeg/h264-encoder-args.js';

export type FilmRequestOptions = {
  /** Where to push, with its passphrase. */
  url: string;
  video: VideoSettings;
  encoder: H264Encoder;
  /** Index as `rpicam-hello --list-cameras` counts. */
  camera: number;
  /** Network file of an IMX500; the camera is then the one that has it. */
  model: string | null;
};

/** One line of JSON, with its end. */
export function filmRequestLine({ url, video, encoder, camera, model }: FilmRequestOptions): string {
  const { width, height, framesPerSecond, bitsPerSecond, keyframeIntervalMs } = toEncodable(video);
  const request = {
    do: 'film',
    url,
    video: {
      width,
      height,
      framesPerSecond,
      bitsPerSecond,
      keyframeIntervalFrames: Math.max(1, Math.round((framesPerSecond * keyframeIntervalMs) / 1000)),
    },
    encoder: encoder === 'software' ? 'software' : 'hardware',
    camera,
    model,
  };
  return `${JSON.stringify(request)}\n`;
}
