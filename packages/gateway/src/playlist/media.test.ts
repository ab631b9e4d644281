import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LiveStream } from '../store/live-stream.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { playClock } from '../testing/played-clock.js';
import { picture, syntheticVideo } from '../testing/synthetic-camera.js';
import { renderMediaPlaylist } from './media.js';

const render = (stream: LiveStream): string => renderMediaPlaylist(stream.window!);

/** The head of every playlist of these streams. */
const head = `#EXTM3U
#EXT-X-VERSION:9
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=6,PART-HOLD-BACK=0.600
#EXT-X-PART-INF:PART-TARGET=0.20000
`;

/** What a stream that has just begun lists in front of its first segment. */
const leadIn = `#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-MAP:URI="init0.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T11:59:53.000Z
#EXT-X-GAP
#EXTINF:1.00000,
seg0.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T11:59:54.000Z
#EXT-X-GAP
#EXTINF:1.00000,
seg1.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T11:59:55.000Z
#EXT-X-GAP
#EXTINF:1.00000,
seg2.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T11:59:56.000Z
#EXT-X-GAP
#EXTINF:1.00000,
seg3.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T11:59:57.000Z
#EXT-X-GAP
#EXTINF:1.00000,
seg4.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T11:59:58.000Z
#EXT-X-GAP
#EXTINF:1.00000,
seg5.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T11:59:59.000Z
#EXT-X-GAP
#EXT-X-PART:DURATION=0.20000,URI="part0.m4s",GAP=YES
#EXT-X-PART:DURATION=0.20000,URI="part1.m4s",GAP=YES
#EXT-X-PART:DURATION=0.20000,URI="part2.m4s",GAP=YES
#EXT-X-PART:DURATION=0.20000,URI="part3.m4s",GAP=YES
#EXT-X-PART:DURATION=0.20000,URI="part4.m4s",GAP=YES
#EXTINF:1.00000,
seg6.m4s
`;

describe('renderMediaPlaylist', () => {
  it('lists the first keyframe as soon as it is there', () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(1);
    assert.equal(
      render(stream),
      `${head}${leadIn}#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.000Z
#EXT-X-PART:DURATION=0.03333,URI="part5.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part6.m4s"
`,
    );
  });

  it('lists the parts of complete segments and of the open one', () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(45);
    assert.equal(
      render(stream),
      `${head}${leadIn}#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.000Z
#EXT-X-PART:DURATION=0.03333,URI="part5.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.20000,URI="part6.m4s"
#EXT-X-PART:DURATION=0.20000,URI="part7.m4s"
#EXT-X-PART:DURATION=0.20000,URI="part8.m4s"
#EXT-X-PART:DURATION=0.20000,URI="part9.m4s"
#EXT-X-PART:DURATION=0.16667,URI="part10.m4s"
#EXTINF:1.00000,
seg7.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:01.000Z
#EXT-X-PART:DURATION=0.20000,URI="part11.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.20000,URI="part12.m4s"
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part13.m4s"
`,
    );
  });

  it('begins another run with a discontinuity, its own init segment and its own date', () => {
    let nowMs = Date.UTC(2026, 10, 20, 12);
    const stream = createFixtureStream({ now: () => nowMs });
    createFixtureRun(stream).push(8);
    nowMs += 5000;
    createFixtureRun(stream, { parameters: { ...syntheticVideo, framesPerSecond: 15 } }).push(1);
    assert.equal(
      render(stream),
      `${head}${leadIn}#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:00.000Z
#EXT-X-PART:DURATION=0.03333,URI="part5.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.20000,URI="part6.m4s"
#EXT-X-PART:DURATION=0.03333,URI="part7.m4s"
#EXTINF:0.26667,
seg7.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="init1.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:05.000Z
#EXT-X-PART:DURATION=0.06667,URI="part8.m4s",INDEPENDENT=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part9.m4s"
`,
    );
  });

  it('hints at the init segment that the next part needs, until the part is there', () => {
    const stream = createFixtureStream();
    const { sink } = createFixtureRun(stream);
    const wider = { ...syntheticVideo, sps: Buffer.concat([syntheticVideo.sps, Buffer.from([0])]) };
    const write = (from: number, count: number, parameters = syntheticVideo): void => {
      for (let index = from; index < from + count; index++)
        sink.write(picture({ dtsTicks: index * 3000, isKeyframe: index === from, parameters }));
    };
    write(0, 20);
    assert.doesNotMatch(render(stream), /TYPE=MAP/);
    write(20, 3, wider);
    assert.ok(
      render(stream).endsWith(
        '#EXT-X-PRELOAD-HINT:TYPE=MAP,URI="init1.mp4"\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part10.m4s"\n',
      ),
    );
    assert.ok(stream.find('init1.mp4'));
    for (let index = 23; index < 27; index++)
      sink.write(picture({ dtsTicks: index * 3000, parameters: wider }));
    assert.doesNotMatch(render(stream), /TYPE=MAP/);
    assert.match(render(stream), /#EXT-X-MAP:URI="init1.mp4"\n.*\n#EXT-X-PART:.*URI="part10.m4s"/);
  });

  describe('of a silent camera', () => {
    const clock = playClock();

    it('marks the segments and the parts that are missing', async () => {
      const stream = createFixtureStream();
      createFixtureRun(stream).push(30);
      await clock.pass(1200);
      const text = render(stream);
      assert.ok(
        text.endsWith(`#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:01.000Z
#EXT-X-GAP
#EXT-X-PART:DURATION=0.20000,URI="part11.m4s",GAP=YES
#EXT-X-PART:DURATION=0.20000,URI="part12.m4s",GAP=YES
#EXT-X-PART:DURATION=0.20000,URI="part13.m4s",GAP=YES
#EXT-X-PART:DURATION=0.20000,URI="part14.m4s",GAP=YES
#EXT-X-PART:DURATION=0.20000,URI="part15.m4s",GAP=YES
#EXTINF:1.00000,
seg8.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-11-20T12:00:02.000Z
#EXT-X-GAP
#EXT-X-PART:DURATION=0.20000,URI="part16.m4s",GAP=YES
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part17.m4s"
`),
        text,
      );
      stream.close();
    });
  });

  it('lists the window, with parts for the last three target durations only', () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(30 * 20 + 1);
    const lines = render(stream).split('\n');
    assert.ok(lines.includes('#EXT-X-MEDIA-SEQUENCE:15'));
    assert.equal(lines.filter((line) => line.startsWith('#EXTINF')).length, 12);
    const firstPart = lines.findIndex((line) => line.startsWith('#EXT-X-PART:'));
    assert.equal(lines.slice(0, firstPart).filter((line) => line.startsWith('#EXTINF')).length, 5);
  });

  it('counts the discontinuities that have left the window', () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(30);
    createFixtureRun(stream).push(30 * 20);
    const text = render(stream);
    assert.match(text, /#EXT-X-DISCONTINUITY-SEQUENCE:1\n/);
    assert.doesNotMatch(text, /#EXT-X-DISCONTINUITY\n/);
    assert.match(text, /#EXT-X-MAP:URI="init1.mp4"/);
  });

  it('never says a part hold back below three part targets, however both are rounded', () => {
    for (const framesPerSecond of [30_000 / 1001, 24, 24_000 / 1001, 18, 7.5, 6, 3]) {
      const stream = createFixtureStream();
      createFixtureRun(stream, { framesPerSecond }).push(1);
      const text = render(stream);
      const target = Number(/PART-TARGET=([\d.]+)/.exec(text)?.[1]);
      const holdBack = Number(/PART-HOLD-BACK=([\d.]+)/.exec(text)?.[1]);
      assert.ok(holdBack >= 3 * target - 1e-9 && holdBack < 3 * target + 0.0011, `${holdBack} for ${target}`);
    }
  });

  describe('of a long window', () => {
    const stream = createFixtureStream({ hls: { segmentMs: 1000, partMs: 200, windowMs: 60_000 } });
    createFixtureRun(stream).push(30);
    createFixtureRun(stream).push(30 * 70 + 1);
    const whole = renderMediaPlaylist(stream.window!);
    const delta = renderMediaPlaylist(stream.window!, 'delta');
    const skippedCount = Number(/#EXT-X-SKIP:SKIPPED-SEGMENTS=(\d+)\n/.exec(delta)?.[1]);

    it('offers delta updates, which leave out what lies behind the skip boundary and nothing else', () => {
      assert.match(whole, /CAN-SKIP-UNTIL=12\n/);
      assert.doesNotMatch(whole, /EXT-X-SKIP/);
      const namesIn = (text: string) => text.match(/^seg\d+\.m4s$/gm) ?? [];
      assert.deepEqual(namesIn(delta), namesIn(whole).slice(skippedCount));
      const listedSeconds = [...delta.matchAll(/#EXTINF:([\d.]+)/g)].reduce(
        (sum, [, s]) => sum + Number(s),
        0,
      );
      assert.ok(listedSeconds >= 12 && listedSeconds < 14, `${listedSeconds} s`);
      assert.ok(delta.length < whole.length / 2);
    });

    it('says what stays as it was the same way', () => {
      const headOf = (text: string) => text.split('\n').slice(0, 7);
      assert.deepEqual(headOf(delta), headOf(whole));
      const tail = delta.slice(delta.indexOf('#EXT-X-PROGRAM-DATE-TIME'));
      assert.ok(whole.endsWith(tail));
    });

    it('is not offered where little could be left out', () => {
      const short = createFixtureStream();
      createFixtureRun(short).push(30 * 20 + 1);
      assert.equal(renderMediaPlaylist(short.window!, 'delta'), render(short));
      assert.doesNotMatch(render(short), /CAN-SKIP/);
    });
  });
});
