/** Cuts a wish down to what a board encodes in time, since more would be a stuttering stream. */
import type { VideoSettings } from '@rpi-live-camera/protocol';
import type { Logger } from '../log/logger.js';
import type { Board } from './board.js';

export type FitVideoOptions = {
  /** The wish. */
  video: VideoSettings;
  board: Board;
  /** What is going to encode it. */
  encoder: Board['h264Encoder'];
  /** Is told when something was cut. */
  logger: Logger;
};

type Limit = { width: number; height: number; framesPerSecond: number };

/** The H.264 hardware of a Pi is made for 1080p30. */
const hardwareLimit: Limit = { width: 1920, height: 1080, framesPerSecond: 30 };
/** What a Pi 5 encodes with libx264 ultrafast and has cores left; small boards have less. */
const softwareLimit: Limit = { width: 1280, height: 720, framesPerSecond: 30 };

/**
 * The picture nearest to the wish that this board encodes: sides in proportion, then the rate. Machines that are no such
 * board (`model` null) are not limited.
 */
export function fitVideo({ video, board, encoder, logger }: FitVideoOptions): VideoSettings {
  if (board.model === null) return video;
  const limit = encoder === 'v4l2m2m' ? hardwareLimit : softwareLimit;
  const maxPixels = limit.width * limit.height;
  const scale = Math.min(1, Math.sqrt(maxPixels / (video.width * video.height)));
  const side = (pixels: number) => (scale === 1 ? pixels : Math.floor((pixels * scale) / 2) * 2);
  const [width, height] = [side(video.width), side(video.height)];
  const maxRate = Math.floor((maxPixels * limit.framesPerSecond) / (width * height));
  const framesPerSecond = Math.min(video.framesPerSecond, maxRate);
  const fitted = { ...video, width, height, framesPerSecond };
  if (scale < 1 || framesPerSecond < video.framesPerSecond) {
    const facts = { board: board.model, encoder, asked: describe(video), given: describe(fitted) };
    logger.info(
      facts,
      'this board does not encode the picture that is asked for in time; it gets a smaller one',
    );
  }
  return fitted;
}

function describe({ width, height, framesPerSecond }: VideoSettings): string {
  return `${width}x${height}, ${framesPerSecond} fps`;
}
