import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { samplesOf } from '../testing/fragment-reader.js';
import { createCollectedRun, mediaOf, packageUnits, withSound } from '../testing/packaged-run.js';
import { picture, pictures, sound, syntheticAudio, syntheticVideo } from '../testing/synthetic-camera.js';
import { trackIds } from './init-segment.js';

describe('RunPackager', () => {
  it('makes each video frame a fragment at once, and the first keyframe a part', () => {
    const { packager, segments } = createCollectedRun();
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
    const { packager, segments } = createCollectedRun({ tracks: withSound });
    const [first, second] = pictures({ framesPerSecond: 30, frameCount: 2, keyframeInterval: 30 });
    packager.write(first!);
    packager.write(second!);
    assert.equal(segments.length, 0);
    packager.write(sound(first!.ptsTicks));
    assert.equal(segments[0]?.init.codecs, 'avc1.42c01e,mp4a.40.2');
    assert.equal(segments[0]?.durationTicks, 6000);
  });

  it('goes on without sound after half a second of pictures, and stays so', () => {
    const { packager, segments } = createCollectedRun({ tracks: withSound });
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
    const { packager, segments, keyframesWanted } = createCollectedRun();
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
    const { packager, keyframesWanted } = createCollectedRun();
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
      nowMs += 1000 / 30;
      return nowMs;
    };
    const dates = packageUnits(units, { now, arrivalDelayMs: 120 }).map(({ programDateTimeMs }) =>
      Math.round(programDateTimeMs),
    );
    assert.deepEqual(dates, [50_033 - 120, 51_033 - 120]);
  });

  it('dates segments as if nothing were where the clock of the camera jumps, and anew behind a gap', () => {
    let nowMs = 0;
    const options = { framesPerSecond: 30, frameCount: 30, keyframeInterval: 30 };
    const { packager, segments } = createCollectedRun({ now: () => nowMs });
    const write = (startTicks: number) => {
      for (const unit of pictures({ ...options, startTicks })) packager.write(unit);
    };
    write(0);
    nowMs = 1030;
    write(90_000_000);
    nowMs = 60_000;
    packager.interrupt();
    write(500_000_000);
    assert.deepEqual(
      segments.map(({ programDateTimeMs }) => programDateTimeMs),
      [0, 999, 60_000],
    );
  });

  it('lets sound go on for a second while the picture stands still, and no longer', () => {
    const { packager, segments } = createCollectedRun({ tracks: withSound });
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

  const lastSounds = [
    {
      soundUntilTicks: 20 * 3000,
      does: 'ends the sound with the picture, by silence where it stopped before',
    },
    { soundUntilTicks: 35 * 3000, does: 'ends the sound with the picture, where it ran ahead' },
  ];
  for (const end of ['end', 'interrupt'] as const) {
    for (const { soundUntilTicks, does } of lastSounds) {
      it(`${does}, at ${end}`, () => {
        const { packager, segments } = createCollectedRun({ tracks: withSound });
        const options = { framesPerSecond: 30, frameCount: 28, keyframeInterval: 30, startTicks: 0 };
        let soundTicks = 0;
        const writeSound = (untilTicks: number): void => {
          for (; soundTicks < untilTicks; soundTicks += 1920) packager.write(sound(soundTicks));
        };
        for (const unit of pictures(options)) {
          writeSound(Math.min(unit.ptsTicks, soundUntilTicks));
          packager.write(unit);
        }
        writeSound(soundUntilTicks);
        packager[end]();
        const sounds = samplesOf(mediaOf(segments), trackIds.audio);
        const heard = sounds.filter(({ bytes }) => bytes.length === 20);
        const last = sounds.at(-1)!;
        const lackingSamples = (28 / 30) * 48_000 - (last.decodeTicks + last.durationTicks);
        assert.ok(lackingSamples >= 0 && lackingSamples < 1024, `${lackingSamples} samples`);
        assert.equal(heard.length, Math.floor(Math.min(soundUntilTicks, 28 * 3000 - 1920) / 1920) + 1);
      });
    }
  }

  it('keeps the sound where a camera that begins anew at zero is another one, and sound of before comes late', () => {
    const { packager, segments } = createCollectedRun({ tracks: withSound });
    const seconds = 20;
    const options = { framesPerSecond: 30, frameCount: 30 * seconds, keyframeInterval: 30 };
    const other = { ...syntheticVideo, sps: Buffer.from(syntheticVideo.sps), width: 1280 };
    other.sps[4] = 0x55;
    for (const parameters of [syntheticVideo, other]) {
      for (const unit of pictures({ ...options, startTicks: 0, parameters })) {
        packager.write(unit);
        packager.write(sound(unit.ptsTicks));
        packager.write(sound(unit.ptsTicks + 1920));
      }
    }
    packager.end();
    const last = segments.at(-2)!;
    assert.equal(last.init.parameters.video.width, 1280);
    assert.ok(samplesOf(Buffer.concat(last.parts), trackIds.audio).length > 40);
    const [first] = samplesOf(Buffer.concat(segments[seconds]!.parts), trackIds.audio);
    assert.ok(first!.decodeTicks < (seconds + 1) * 48_000, `${first!.decodeTicks / 48_000} s`);
  });

  it('ignores what is written after its end', () => {
    const { packager, segments } = createCollectedRun();
    packager.end();
    packager.write(picture({ dtsTicks: 0, isKeyframe: true }));
    packager.end();
    assert.deepEqual(segments, []);
  });
});
