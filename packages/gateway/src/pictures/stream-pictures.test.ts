import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { GatewayError } from '../errors/gateway-error.js';
import { createCapabilityCheck } from '../ffmpeg/capabilities.js';
import { silentLogger } from '../log/logger.js';
import { type FeedFragment, FragmentFeed } from '../store/fragment-feed.js';
import { within } from '../testing/deadline.js';
import { createFakeFfmpeg } from '../testing/fake-ffmpeg.js';
import { filmFragments } from '../testing/filmed-fragments.js';
import { jpegSize } from '../testing/jpeg-size.js';
import { createWatchedFfmpeg, isRunning, type WatchedFfmpeg } from '../testing/watched-ffmpeg.js';
import { type Picture, type PictureLook, StreamPictures } from './stream-pictures.js';

const checkFfmpeg = createCapabilityCheck({ ffmpegPath: 'ffmpeg' });

function rejectsWith(code: string, message = /./) {
  return (error: unknown) =>
    error instanceof GatewayError && error.code === code && message.test(error.message);
}

describe('StreamPictures', () => {
  let ffmpeg: WatchedFfmpeg;
  /** Two seconds at 25 frames a second: keyframes at 0 and 25. */
  let film: FeedFragment[];
  const opened: StreamPictures[] = [];

  before(async () => {
    ffmpeg = await createWatchedFfmpeg();
    film = await filmFragments();
  });
  after(async () => {
    await Promise.all(opened.map((pictures) => pictures.close()));
    await ffmpeg.remove();
  });

  function create(ffmpegPath = ffmpeg.path) {
    const feed = new FragmentFeed();
    const pictures = new StreamPictures({ feed, ffmpegPath, checkFfmpeg, logger: silentLogger });
    opened.push(pictures);
    const push = (from: number, to: number, of = film): void => {
      for (const fragment of of.slice(from, to)) feed.push(fragment);
    };
    return { feed, pictures, push };
  }

  async function take(look: PictureLook): Promise<Picture> {
    return within(look.next(), 'a picture');
  }

  /** Pushes frames one by one and takes the picture of each. */
  async function takeEach(
    look: PictureLook,
    push: (from: number, to: number) => void,
    from: number,
    to: number,
  ) {
    const taken: Picture[] = [];
    for (let index = from; index < to; index++) {
      push(index, index + 1);
      taken.push(await take(look));
    }
    return taken;
  }

  it('makes a picture of each frame as soon as it has come', async () => {
    const { pictures, push } = create();
    const look = pictures.look();
    const taken = await takeEach(look, push, 0, 50);
    assert.equal(new Set(taken).size, 50);
    assert.deepEqual([...new Set(taken.map(({ jpeg }) => jpegSize(jpeg)))], ['320x240']);
    look.close();
  });

  it('makes them once for all who look, and only while somebody does', async () => {
    const { pictures, push } = create();
    const before = (await ffmpeg.pids()).length;
    push(0, 25);
    const looks = [pictures.look(), pictures.look(), pictures.look()];
    const first = await Promise.all(looks.map(take));
    assert.equal(new Set(first).size, 1);
    const started = (await ffmpeg.pids()).slice(before);
    assert.equal(started.length, 1);
    for (const look of looks.slice(1)) look.close();
    push(25, 26);
    await take(looks[0]!);
    assert.equal(pictures.lookCount, 1);
    looks[0]!.close();
    looks[0]!.close();
    await within(pictures.close(), 'the end of ffmpeg');
    assert.deepEqual(started.filter(isRunning), []);
  });

  it('starts anew for who comes later', async () => {
    const { pictures, push } = create();
    push(0, 10);
    const early = pictures.look();
    await take(early);
    early.close();
    const late = pictures.look();
    assert.equal(jpegSize((await take(late)).jpeg), '320x240');
    late.close();
  });

  it('gives who is slow the newest picture and nothing between', async () => {
    const { pictures, push } = create();
    const slow = pictures.look();
    const quick = pictures.look();
    await takeEach(quick, push, 0, 1);
    const missed = await take(slow);
    const taken = await takeEach(quick, push, 1, 30);
    assert.equal(await take(slow), taken.at(-1));
    assert.notEqual(missed, taken[0]);
    let isAnswered = false;
    const next = slow.next().then((picture) => {
      isAnswered = true;
      return picture;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isAnswered, false);
    push(30, 31);
    assert.equal(await within(next, 'the next picture'), await take(quick));
    slow.close();
    quick.close();
  });

  it('goes on with another run, whose pictures have another size', async () => {
    const other = await filmFragments({ size: '160x120', seconds: 1 });
    const { pictures, push } = create();
    const look = pictures.look();
    await takeEach(look, push, 0, 3);
    push(0, other.length, other);
    assert.equal(jpegSize((await take(look)).jpeg), '160x120');
    look.close();
  });

  it('makes pictures of a stream with sound', async () => {
    const withSound = await filmFragments({ sound: 'tone', seconds: 1 });
    const { pictures, push } = create();
    const look = pictures.look();
    push(0, withSound.length, withSound);
    assert.equal(jpegSize((await take(look)).jpeg), '320x240');
    look.close();
  });

  it('goes on after its ffmpeg was killed', async () => {
    const { pictures, push } = create();
    const look = pictures.look();
    await takeEach(look, push, 0, 3);
    process.kill((await ffmpeg.pids()).at(-1)!, 'SIGKILL');
    const next = within(look.next(), 'a picture of another ffmpeg');
    assert.ok(await next);
    look.close();
  });

  it('says what is wrong when there is no ffmpeg, to whoever has had no picture', async () => {
    const feed = new FragmentFeed();
    const ffmpegPath = '/nowhere/ffmpeg';
    const pictures = new StreamPictures({
      feed,
      ffmpegPath,
      checkFfmpeg: createCapabilityCheck({ ffmpegPath }),
      logger: silentLogger,
    });
    opened.push(pictures);
    const look = pictures.look();
    await assert.rejects(take(look), rejectsWith('ffmpeg_failed', /was not found as "\/nowhere\/ffmpeg"/));
    await assert.rejects(take(pictures.look()), rejectsWith('ffmpeg_failed'));
  });

  it('says so when ffmpeg ends or writes something else', async () => {
    for (const [script, message] of [
      ['echo "no such muxer" >&2; exit 1', /ended with code 1: no such muxer/],
      ['head -c 5000 /dev/zero', /no end of headers/],
    ] as const) {
      const fake = await createFakeFfmpeg(script);
      const { pictures, push } = create(fake.path);
      push(0, 1);
      await assert.rejects(take(pictures.look()), rejectsWith('ffmpeg_failed', message));
      await pictures.close();
      await fake.remove();
    }
  });

  it('lets go whoever looks when the stream ends', async () => {
    const { pictures } = create();
    const look = pictures.look();
    const next = assert.rejects(take(look), rejectsWith('not_found'));
    await pictures.close();
    await next;
    await assert.rejects(take(pictures.look()), rejectsWith('not_found'));
    assert.equal(pictures.lookCount, 0);
  });

  it('waits no longer than it is told to', async () => {
    const { pictures } = create();
    const look = pictures.look();
    await assert.rejects(look.next({ timeoutMs: 10 }), rejectsWith('stream_not_ready'));
    const left = new AbortController();
    const next = assert.rejects(look.next({ signal: left.signal }), /has left/);
    left.abort(new Error('has left'));
    await next;
    look.close();
  });
});
