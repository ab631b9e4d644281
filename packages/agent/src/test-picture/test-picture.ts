/**
 * The test-picture capture: a camera for trying everything without a camera. One ffmpeg draws, encodes and pushes. Used
 * by `npm start`, by `--simulate` and by the tests.
 */
import type { Capture } from '../capture/capture.js';
import { type FfmpegPushDeps, pushWithFfmpeg } from '../ffmpeg/ffmpeg-push.js';
import { findDrawtextFonts } from './drawtext-fonts.js';
import { testPictureArgs } from './test-picture-args.js';
import type { TestPictureFonts } from './test-picture-graph.js';

export type TestPictureDeps = FfmpegPushDeps & {
  /** Written into the picture; characters other than letters, digits, space, `.`, `_` and `-` are left out. */
  label: string;
  sound: 'beep' | 'none';
};

export function createTestPicture(deps: TestPictureDeps): Capture {
  const { ffmpegPath, label, sound } = deps;
  let fonts: Promise<TestPictureFonts | null> | undefined;
  const findFonts = () => {
    fonts ??= findDrawtextFonts(ffmpegPath);
    return fonts;
  };
  return {
    prepare: async () => void (await findFonts()),
    async run(request) {
      const { output, video } = request;
      const args = testPictureArgs({ output, video, label, fonts: await findFonts(), sound });
      return pushWithFfmpeg({ request, args }, deps);
    },
  };
}
