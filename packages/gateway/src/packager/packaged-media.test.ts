import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AccessUnit } from '../mpegts/access-unit.js';
import { decodeMedia, type MediaPacket } from '../testing/decoded-media.js';
import { cut, demux } from '../testing/demuxed.js';
import { samplesOf } from '../testing/fragment-reader.js';
import { joinSegments, mediaOf, packageUnits, withSound } from '../testing/packaged-run.js';
import { recordTransportStream } from '../testing/recorded-stream.js';
import { trackIds } from './init-segment.js';

const ofType = (packets: MediaPacket[], type: 'video' | 'audio') =>
  packets.filter(({ codecType }) => codecType === type);

/** Each sample begins where the one before it ends. */
function assertContiguous(media: Buffer, trackId: number): void {
  const samples = samplesOf(media, trackId);
  samples.slice(1).forEach((sample, index) => {
    const before = samples[index]!;
    assert.equal(sample.decodeTicks, before.decodeTicks + before.durationTicks, `sample ${index + 1}`);
  });
}

/** Presentation times of one track from the first picture on. */
function timesOf(packets: MediaPacket[], type: 'video' | 'audio'): number[] {
  const first = ofType(packets, 'video')[0]!.ptsSeconds;
  return ofType(packets, type).map(({ ptsSeconds }) => ptsSeconds - first);
}

describe('packaged media, read back by ffmpeg', () => {
  it('carries the pictures and the sound of a camera unchanged', async () => {
    const recorded = await recordTransportStream({ framesPerSecond: 25, seconds: 3 });
    const { all, video } = demux(cut(recorded));
    const source = await decodeMedia(recorded);
    const segments = packageUnits(all, { tracks: withSound });
    const result = await decodeMedia(joinSegments(segments));

    assert.equal(result.complaints, '');
    assert.deepEqual(result.streams, [
      { codecType: 'video', profile: 'Constrained Baseline', width: 320, height: 240 },
      { codecType: 'audio', profile: 'LC', sampleRate: 48_000 },
    ]);
    assert.deepEqual(result.pictureHashes, source.pictureHashes);
    const media = mediaOf(segments);
    const samples = samplesOf(media, trackIds.video);
    assert.equal(samples.length, video.length);
    assert.ok(samples.every(({ durationTicks }) => durationTicks === 3600));
    assertContiguous(media, trackIds.video);
    assertContiguous(media, trackIds.audio);
    // Sound rides with the picture after it, so what comes behind the last picture is left out.
    const lastPictureAt = all.lastIndexOf(video.at(-1)!);
    const isCarried = (unit: AccessUnit, at: number) =>
      unit.kind === 'audio' && unit.ptsTicks >= video[0]!.dtsTicks && at < lastPictureAt;
    assert.equal(samplesOf(media, trackIds.audio).length, all.filter(isCarried).length);
  });

  for (const channelCount of [1, 2]) {
    it(`has silence of ${channelCount} channels where the sound of a camera goes, and sound when it comes back`, async () => {
      const audio = ['-c:a', 'aac', '-ac', `${channelCount}`];
      const { all, video } = demux(cut(await recordTransportStream({ seconds: 8, audio })));
      const startTicks = video[0]!.ptsTicks;
      const isGone = ({ kind, ptsTicks }: AccessUnit) =>
        kind === 'audio' && ptsTicks > startTicks + 90_000 && ptsTicks < startTicks + 6 * 90_000;
      const segments = packageUnits(
        all.filter((unit) => !isGone(unit)),
        { tracks: withSound },
      );
      assert.equal((await decodeMedia(joinSegments(segments))).complaints, '');
      const media = mediaOf(segments);
      assertContiguous(media, trackIds.audio);
      const samples = samplesOf(media, trackIds.audio);
      const isSilence = ({ bytes }: { bytes: Buffer }) => bytes.length <= 6;
      // Of the 5 s without sound half a second passes before it is missed, and the last one counts as late.
      const silentMs = (samples.filter(isSilence).length * 1024 * 1000) / 48_000;
      assert.ok(silentMs > 4500 && silentMs < 5000, `${silentMs} ms of silence`);
      assert.ok(samples.slice(-60).every((sample) => !isSilence(sample)));
      const endTicks = samples.at(-1)!.decodeTicks / 48_000;
      assert.ok(endTicks > 7.8, `sound ends after ${endTicks} s of 8`);
    });
  }

  it('keeps sound and picture together', async () => {
    const recorded = await recordTransportStream({ framesPerSecond: 30, seconds: 3 });
    const source = await decodeMedia(recorded);
    const result = await decodeMedia(
      joinSegments(packageUnits(demux(cut(recorded)).all, { tracks: withSound })),
    );
    const sounds = timesOf(result.packets, 'audio');
    const original = timesOf(source.packets, 'audio');
    const leftOut = original.findIndex((seconds) => Math.abs(seconds - sounds[0]!) < 0.011);
    assert.ok(leftOut >= 0 && sounds.length > 100);
    const half = 0.0107;
    sounds.forEach((seconds, index) => {
      const driftSeconds = seconds - original[index + leftOut]!;
      assert.ok(Math.abs(driftSeconds) < half, `frame ${index} has moved by ${driftSeconds} s`);
    });
  });

  it('carries B-frames of High profile, presented in order and never before they are decoded', async () => {
    const video = ['-c:v', 'libx264', '-profile:v', 'high', '-bf', '2', '-g', '25'];
    const recorded = await recordTransportStream({ seconds: 2, sound: 'none', video });
    const source = await decodeMedia(recorded);
    const result = await decodeMedia(joinSegments(packageUnits(demux(cut(recorded)).all)));
    assert.equal(result.complaints, '');
    assert.equal(result.streams[0]?.profile, 'High');
    assert.deepEqual(result.pictureHashes, source.pictureHashes);
    assert.ok(result.packets.some(({ ptsSeconds, dtsSeconds }) => ptsSeconds > dtsSeconds));
    assert.ok(result.packets.every(({ ptsSeconds, dtsSeconds }) => ptsSeconds >= dtsSeconds));
  });

  it('decodes without complaint and without holes when transport packets were lost', async () => {
    const recorded = await recordTransportStream({ framesPerSecond: 25, seconds: 6 });
    const datagrams = cut(recorded).filter((_, index) => index < 10 || index % 40 !== 0);
    const { all, video } = demux(datagrams);
    const segments = packageUnits(all, { tracks: withSound });
    const result = await decodeMedia(joinSegments(segments));
    assert.ok(video.length < 150, 'nothing was lost');
    assert.equal(result.complaints, '');
    assert.equal(result.pictureHashes.length, video.length);
    assertContiguous(mediaOf(segments), trackIds.video);
    assertContiguous(mediaOf(segments), trackIds.audio);
  });
});
