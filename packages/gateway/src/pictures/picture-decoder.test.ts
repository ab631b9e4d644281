import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test';
import { createCapabilityCheck } from '../ffmpeg/capabilities.js';
import { silentLogger } from '../log/logger.js';
import type { FeedFragment } from '../store/fragment-feed.js';
import { within } from '../testing/deadline.js';
import { createFakeFfmpeg } from '../testing/fake-ffmpeg.js';
import { filmFragments } from '../testing/filmed-fragments.js';
import { createWatchedFfmpeg, isRunning, type WatchedFfmpeg } from '../testing/watched-ffmpeg.js';
import { type PictureDecoder, startPictureDecoder } from './picture-decoder.js';

const frameMs = 40;

describe('startPictureDecoder', () => {
  let nowMs = 0;
  let ffmpeg: WatchedFfmpeg;
  let version = '';
  /** Three seconds at 25 frames a second: keyframes at 0, 25 and 50. */
  let film: FeedFragment[];
  let decoder: PictureDecoder | undefined;

  before(async () => {
    ffmpeg = await createWatchedFfmpeg();
    film = await filmFragments({ seconds: 3 });
    const capabilities = await createCapabilityCheck({ ffmpegPath: 'ffmpeg' })();
    version = capabilities.ok ? capabilities.version : '';
  });
  after(() => ffmpeg.remove());
  beforeEach(() => {
    nowMs = 0;
    mock.method(performance, 'now', () => nowMs);
  });
  afterEach(async () => {
    mock.restoreAll();
    await decoder?.close();
  });

  function start(ffmpegPath = ffmpeg.path) {
    let count = 0;
    const pictures = new EventTarget();
    const started = startPictureDecoder({
      ffmpegPath,
      version,
      init: film[0]!.init,
      onJpeg: () => {
        count += 1;
        pictures.dispatchEvent(new Event('picture'));
      },
      logger: silentLogger,
    });
    decoder = started;
    return {
      decoder: started,
      count: () => count,
      write(from: number, to: number): void {
        for (const fragment of film.slice(from, to)) {
          nowMs += frameMs;
          started.write(fragment);
        }
      },
      async untilCount(wanted: number): Promise<void> {
        const counted = async (): Promise<void> => {
          while (count < wanted) await once(pictures, 'picture');
        };
        await within(counted(), `picture ${wanted}, of which ${count} have come`);
      },
    };
  }

  it('leaves frames out until the next keyframe when ffmpeg does not keep up', async () => {
    const { write, untilCount, count } = start();
    write(0, 5);
    await untilCount(5);
    const pid = (await ffmpeg.pids()).at(-1)!;
    process.kill(pid, 'SIGSTOP');
    const heldWithin500Ms = 13;
    write(5, 29);
    process.kill(pid, 'SIGCONT');
    await untilCount(5 + heldWithin500Ms);
    write(29, 50);
    write(50, 55);
    await untilCount(5 + heldWithin500Ms + 5);
    assert.equal(count(), 5 + heldWithin500Ms + 5);
  });

  it('ends an ffmpeg that takes frames and makes nothing of them', async () => {
    const fake = await createFakeFfmpeg('exec sleep 600');
    const { decoder, write } = start(fake.path);
    write(0, 1);
    nowMs += 5001;
    write(1, 3);
    assert.match((await within(decoder.ended, 'the end'))!, /took pictures and made none/);
    await fake.remove();
  });

  it('tells nothing when it was closed, and leaves nothing running', async () => {
    const { decoder, write, count } = start();
    write(0, 25);
    const closing = decoder.close();
    const before = count();
    await within(Promise.all([closing, decoder.close()]), 'the close');
    assert.equal(await decoder.ended, undefined);
    assert.equal(count(), before);
    assert.equal(isRunning((await ffmpeg.pids()).at(-1)!), false);
    write(25, 30);
  });
});
