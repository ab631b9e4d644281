import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLogger } from '../log/logger.js';
import type { AccessUnit } from '../mpegts/access-unit.js';
import { decodeMedia, type MediaPacket } from '../testing/decoded-media.js';
import { cut, demux } from '../testing/demuxed.js';
import { samplesOf } from '../testing/fragment-reader.js';
import { recordTransportStream } from '../testing/recorded-stream.js';
import { picture, pictures, sound, syntheticAudio, syntheticVideo } from '../testing/synthetic-camera.js';
import { chooseTargets } from './hls-targets.js';
import { type InitSegment, trackIds } from './init-segment.js';
import { type KeyframeReason, RunPackager, type RunTracks } from './run-packager.js';

type PackagedSegment = {
  init: InitSegment;
  programDateTimeMs: number;
  parts: Buffer[];
  durationTicks: number;
};
type PackageOptions = { tracks?: RunTracks; now?: () => number; arrivalDelayMs?: number };

/** Packages one run and collects what a store would get. */
function createCollector({ tracks, now = () => 0, arrivalDelayMs = 0 }: PackageOptions = {}) {
  const segments: PackagedSegment[] = [];
  const keyframesWanted: KeyframeReason[] = [];
  let open: Buffer[] = [];
  let hasVideo = false;
  const completePart = (): void => {
    if (!hasVideo) return;
    segments.at(-1)!.parts.push(Buffer.concat(open));
    open = [];
    hasVideo = false;
  };
  const packager = new RunPackager({
    output: {
      beginSegment: (start) => segments.push({ ...start, parts: [], durationTicks: 0 }),
      addFragment: ({ bytes, durationTicks }) => {
        open.push(bytes);
        hasVideo ||= durationTicks > 0;
        segments.at(-1)!.durationTicks += durationTicks;
      },
      completePart,
      completeSegment: completePart,
    },
    position: { ticks: 0, fragmentSequence: 1 },
    framesPerSecond: 30,
    targetsFor: (frameTicks) =>
      chooseTargets(
        { segmentMs: 1000, partMs: 200, windowMs: 12_000 },
        { keyframeIntervalMs: 1000 },
        frameTicks,
      ),
    arrivalDelayMs,
    now,
    logger: silentLogger,
    onKeyframeWanted: (reason) => keyframesWanted.push(reason),
  });
  if (tracks) packager.setTracks(tracks);
  return { packager, segments, keyframesWanted };
}

function packageUnits(units: AccessUnit[], options?: PackageOptions): PackagedSegment[] {
  const { packager, segments } = createCollector(options);
  for (const unit of units) packager.write(unit);
  packager.end();
  return segments;
}

/** Init segment and media as a player gets them. */
function join(segments: PackagedSegment[]): Buffer {
  return Buffer.concat([segments[0]!.init.bytes, mediaOf(segments)]);
}

function mediaOf(segments: PackagedSegment[]): Buffer {
  return Buffer.concat(segments.flatMap(({ parts }) => parts));
}

const withSound = { hasVideo: true, hasAudio: true };
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

describe('RunPackager, read back by ffmpeg', () => {
  it('carries the pictures and the sound of a camera unchanged', async () => {
    const recorded = await recordTransportStream({ framesPerSecond: 25, seconds: 3 });
    const { all, video } = demux(cut(recorded));
    const source = await decodeMedia(recorded);
    const segments = packageUnits(all, { tracks: withSound });
    const result = await decodeMedia(join(segments));

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

  it('keeps sound and picture together', async () => {
    const recorded = await recordTransportStream({ framesPerSecond: 30, seconds: 3 });
    const source = await decodeMedia(recorded);
    const result = await decodeMedia(join(packageUnits(demux(cut(recorded)).all, { tracks: withSound })));
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
    const result = await decodeMedia(join(packageUnits(demux(cut(recorded)).all)));
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
    const result = await decodeMedia(join(segments));
    assert.ok(video.length < 150, 'nothing was lost');
    assert.equal(result.complaints, '');
    assert.equal(result.pictureHashes.length, video.length);
    assertContiguous(mediaOf(segments), trackIds.video);
    assertContiguous(mediaOf(segments), trackIds.audio);
  });
});

describe('RunPackager', () => {
  it('makes each video frame a fragment at once, and the first keyframe a part', () => {
    const { packager, segments } = createCollector();
    const [first, second] = pictures({ framesPerSecond: 30, frameCount: 2, keyframeInterval: 30 });
    packager.write(first!);
    assert.equal(segments[0]?.parts.length, 1);
    packager.write(second!);
    assert.equal(segments[0]?.durationTicks, 6000);
  });

  it('ignores what comes before the first keyframe', () => {
    const units = pictures({ framesPerSecond: 30, frameCount: 40, keyframeInterval: 30 }).slice(20);
    assert.equal(packageUnits(units)[0]?.durationTicks, 10 * 3000);
  });

  it('waits for the first sound that the program announces', () => {
    const { packager, segments } = createCollector({ tracks: withSound });
    const [first, second] = pictures({ framesPerSecond: 30, frameCount: 2, keyframeInterval: 30 });
    packager.write(first!);
    packager.write(second!);
    assert.equal(segments.length, 0);
    packager.write(sound(first!.ptsTicks));
    assert.equal(segments[0]?.init.codecs, 'avc1.42c01e,mp4a.40.2');
    assert.equal(segments[0]?.durationTicks, 6000);
  });

  it('goes on without sound after half a second of pictures, and stays so', () => {
    const { packager, segments } = createCollector({ tracks: withSound });
    const units = pictures({ framesPerSecond: 30, frameCount: 90, keyframeInterval: 30 });
    for (const unit of units.slice(0, 15)) packager.write(unit);
    assert.equal(segments.length, 0);
    for (const unit of units.slice(15)) {
      packager.write(unit);
      packager.write(sound(unit.ptsTicks));
    }
    assert.deepEqual(new Set(segments.map(({ init }) => init.codecs)), new Set(['avc1.42c01e']));
  });

  it('begins a segment with another init segment where parameters change at a keyframe', () => {
    const before = pictures({ framesPerSecond: 30, frameCount: 10, keyframeInterval: 30 });
    const parameters = { ...syntheticVideo, sps: Buffer.from(syntheticVideo.sps), width: 1280 };
    parameters.sps[4] = 0x55;
    const startTicks = before.at(-1)!.dtsTicks + 3000;
    const after = pictures({
      framesPerSecond: 30,
      frameCount: 10,
      keyframeInterval: 30,
      startTicks,
      parameters,
    });
    const segments = packageUnits([...before, ...after]);
    assert.equal(segments.length, 2);
    assert.notEqual(segments[0]?.init, segments[1]?.init);
  });

  it('drops pictures that need parameters which no keyframe has brought, and wants a keyframe once', () => {
    const { packager, segments, keyframesWanted } = createCollector();
    const parameters = { ...syntheticVideo, pps: Buffer.from('68ce3880', 'hex') };
    packager.write(picture({ dtsTicks: 0, isKeyframe: true }));
    packager.write(picture({ dtsTicks: 3000, parameters }));
    packager.write(picture({ dtsTicks: 6000, parameters }));
    assert.equal(segments[0]?.durationTicks, 3000);
    assert.deepEqual(keyframesWanted, ['parameters_changed']);
  });

  it('takes other parameters of the sound over at the next keyframe', () => {
    const stereo = { ...syntheticAudio, audioSpecificConfig: Buffer.from([0x11, 0x90]), channelCount: 2 };
    const units = pictures({ framesPerSecond: 30, frameCount: 60, keyframeInterval: 30 }).flatMap(
      (unit, index) => [sound(unit.ptsTicks, index < 15 ? syntheticAudio : stereo), unit],
    );
    const channels = packageUnits(units, { tracks: withSound }).map(
      ({ init }) => init.parameters.audio?.channelCount,
    );
    assert.deepEqual(channels, [1, 2]);
  });

  it('wants a keyframe when a segment reaches the target duration without one', () => {
    const { packager, keyframesWanted } = createCollector();
    const units = pictures({ framesPerSecond: 30, frameCount: 150, keyframeInterval: 1000 });
    for (const unit of units.slice(0, 59)) packager.write(unit);
    assert.deepEqual(keyframesWanted, []);
    for (const unit of units.slice(59)) packager.write(unit);
    assert.deepEqual(keyframesWanted, ['keyframe_overdue', 'keyframe_overdue']);
  });

  it('dates segments by the arrival of the first frame, less what the ingest held it back', () => {
    let nowMs = 50_000;
    const units = pictures({ framesPerSecond: 30, frameCount: 60, keyframeInterval: 30 });
    const now = (): number => {
      nowMs += 33;
      return nowMs;
    };
    const dates = packageUnits(units, { now, arrivalDelayMs: 120 }).map(
      ({ programDateTimeMs }) => programDateTimeMs,
    );
    assert.deepEqual(dates, [50_033 - 120, 51_033 - 120]);
  });

  it('dates segments anew where the clock of the camera jumped', () => {
    let nowMs = 0;
    const before = pictures({ framesPerSecond: 30, frameCount: 30, keyframeInterval: 30, startTicks: 0 });
    const after = pictures({
      framesPerSecond: 30,
      frameCount: 30,
      keyframeInterval: 30,
      startTicks: 90_000_000,
    });
    const { packager, segments } = createCollector({ now: () => nowMs });
    for (const unit of before) packager.write(unit);
    nowMs = 60_000;
    for (const unit of after) packager.write(unit);
    assert.deepEqual(
      segments.map(({ programDateTimeMs }) => programDateTimeMs),
      [0, 60_000],
    );
  });

  it('lets sound go on for a second while the picture stands still, and no longer', () => {
    const { packager, segments } = createCollector({ tracks: withSound });
    packager.write(sound(0));
    packager.write(picture({ dtsTicks: 0, isKeyframe: true }));
    for (let index = 1; index < 500; index++) packager.write(sound(index * 1920));
    packager.write(picture({ dtsTicks: 500 * 1920 }));
    packager.end();
    const sounds = samplesOf(mediaOf(segments), trackIds.audio);
    const soundSeconds = sounds.reduce((total, { durationTicks }) => total + durationTicks, 0) / 48_000;
    const waitingSeconds = (16 * 1024) / 48_000;
    assert.ok(sounds.length > 40);
    assert.ok(sounds.length * 1024 < 48_000 * (1 + 2 * waitingSeconds), `${sounds.length} AAC frames`);
    assert.ok(soundSeconds < 1 + 2 * waitingSeconds, `${soundSeconds} s of sound`);
  });

  it('ignores what is written after its end', () => {
    const { packager, segments } = createCollector();
    packager.end();
    packager.write(picture({ dtsTicks: 0, isKeyframe: true }));
    packager.end();
    assert.deepEqual(segments, []);
  });
});
