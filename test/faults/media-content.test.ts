/** What a camera may send that it should not: whatever it is, the picture is back as soon as it is over, in the same session. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../support/deadline.js';
import { assertRecovers, type FaultSite, openFaultSite } from './fault-site.js';
import { type Film, film } from './filmed-pictures.js';
import type { ScriptedCamera } from './scripted-camera.js';
import type { SteadyViewer } from './steady-viewer.js';
import { videoPid } from './transport-writer.js';

const secondTicks = 90_000;
const hourTicks = 3600 * secondTicks;
/** Longer than a loss may be told from a pause. */
const faultMs = 1500;

describe('a camera that sends what it should not', () => {
  let site: FaultSite;
  let camera: ScriptedCamera;
  before(async () => {
    site = await openFaultSite();
    camera = await site.camera({ film: await film({ sound: 'tone' }) });
  });
  after(() => site?.close());

  let viewer: SteadyViewer | undefined;
  afterEach(async () => {
    await viewer?.close();
    camera.behave();
    await until(() => !camera.isPushing, { what: 'the camera to be let go', withinMs: 5000 });
  });

  async function watch(): Promise<SteadyViewer> {
    viewer = await site.viewer();
    return viewer;
  }
  const runCount = () => camera.runIds.length;
  const endsOf = (reason: string) => site.metric('rpi_live_camera_run_restarts_total', reason);

  /** What is over at once, or goes on for good: pictures are there all the time, of one run. */
  async function assertGoesOn(t: TestContext, strike: (script: ScriptedCamera['script']) => void) {
    const watched = await watch();
    const before = runCount();
    strike(camera.script);
    await assertRecovers(t, { viewer: watched, sinceMs: performance.now() });
    await delay(faultMs);
    await assertRecovers(t, { viewer: watched, sinceMs: performance.now() });
    assert.equal(runCount(), before, 'it is the same run');
    return watched;
  }

  for (const { title, shiftTicks } of [
    { title: 'whose timestamps jump forward by hours', shiftTicks: 3 * hourTicks },
    { title: 'whose timestamps jump back by hours', shiftTicks: -3 * hourTicks },
  ]) {
    it(title, async (t) => {
      await assertGoesOn(t, (script) => {
        script.shiftTicks += shiftTicks;
      });
      await site.log.waitFor(/the camera's clock jumped/);
    });
  }

  it('whose timestamps go back a little, again and again', async (t) => {
    await assertGoesOn(t, (script) => {
      let count = 0;
      script.mangle = (bytes) => {
        count += 1;
        if (count % 10 === 0) script.shiftTicks += count % 20 === 0 ? 4500 : -4500;
        return bytes;
      };
    });
  });

  it('whose timestamps wrap at 2^33', async (t) => {
    camera.script.shiftTicks = 2 ** 33 - 4 * secondTicks;
    const watched = await watch();
    const before = runCount();
    // Five seconds from the start of the film, which is one second before its first time.
    await delay(4000);
    await assertRecovers(t, { viewer: watched, sinceMs: performance.now() });
    assert.equal(runCount(), before);
    assert.equal(watched.discontinuityCount, 0);
  });

  it('whose picture changes its size in the middle of a run', async (t) => {
    const larger = await film({ size: '640x480', sound: 'tone' });
    const watched = await assertGoesOn(t, (script) => {
      script.film = larger;
    });
    await until(async () => (await watched.decodeNewest()).width === 640, {
      what: 'the larger picture',
      withinMs: 5000,
    });
    assert.equal(watched.discontinuityCount, 1);
  });

  it('whose profile and frame rate change in the middle of a run', async (t) => {
    const other = await film({ profile: 'high', framesPerSecond: 15, sound: 'tone' });
    const watched = await assertGoesOn(t, (script) => {
      script.film = other;
    });
    assert.equal(watched.discontinuityCount, 1);
    await watched.decodeNewest();
  });

  it('whose sound disappears in the middle of a run, and comes back', async (t) => {
    const watched = await assertGoesOn(t, (script) => {
      script.hasSound = false;
    });
    await delay(2000);
    // Players stop where one track of two has nothing.
    assert.equal((await watched.decodeNewest()).codecs, 'h264 aac');
    camera.script.hasSound = true;
    await assertRecovers(t, { viewer: watched, sinceMs: performance.now() });
    assert.equal(watched.discontinuityCount, 0);
  });

  it('whose sound appears in the middle of a run', async (t) => {
    camera.script.hasSound = false;
    const watched = await assertGoesOn(t, (script) => {
      script.hasSound = true;
    });
    assert.equal((await watched.decodeNewest()).codecs, 'h264');
  });

  it('that sends its parameter sets once a run', async (t) => {
    camera.script.parameterSets = 'once a run';
    const watched = await assertGoesOn(t, () => {});
    await watched.decodeNewest();
  });

  it('that sends ten times the bits it was asked for', async (t) => {
    const heavy = await film({ size: '640x480', bitsPerSecond: 20_000_000 });
    await assertGoesOn(t, (script) => {
      script.film = heavy;
    });
  });

  it('that sends keyframes of three megabytes, and such as are too large to be any', async (t) => {
    const watched = await assertGoesOn(t, (script) => {
      script.film = withBallast(script.film, 3_000_000);
    });
    camera.script.film = withBallast(await film(), 5_000_000);
    await watched.untilStill(1500);
    camera.behave();
    await assertRecovers(t, { viewer: watched, sinceMs: performance.now() });
  });

  /** What lasts a while, and is over before a watchdog looks: no other run is needed. */
  const passing: { title: string; mangle(bytes: Buffer): Buffer }[] = [
    {
      title: 'that sends junk for a while',
      mangle: (bytes) => Buffer.from(bytes.map((byte, at) => (byte * 31 + at * 7) & 0xff)),
    },
    {
      title: 'that sends half of its packets for a while',
      mangle: (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2) + 77),
    },
    { title: 'that loses each tenth packet for a while', mangle: loseSome },
  ];
  for (const { title, mangle } of passing) {
    it(title, async (t) => {
      const watched = await watch();
      const before = runCount();
      camera.script.mangle = mangle;
      await delay(faultMs);
      camera.behave();
      await assertRecovers(t, { viewer: watched, sinceMs: performance.now() });
      await watched.untilFresh({ sinceMs: performance.now() + 1000 });
      await watched.decodeNewest();
      assert.equal(runCount(), before, 'it is the same run');
    });
  }

  /** What lasts until another run is tried, and through that: each with the reason that the log and the metric name. */
  const lasting: { title: string; reason: string; strike(script: ScriptedCamera['script']): void }[] = [
    {
      title: 'that falls silent while it is connected',
      reason: 'bytes_stopped',
      strike: (script) => {
        script.mangle = () => Buffer.alloc(0);
      },
    },
    {
      title: 'that sends on, but no pictures',
      reason: 'pictures_stopped',
      strike: (script) => {
        script.mangle = () => Buffer.concat([nullPacket, nullPacket]);
      },
    },
    {
      title: 'that sends nothing but sound',
      reason: 'pictures_stopped',
      strike: (script) => {
        script.skips = () => true;
      },
    },
    {
      title: 'that turns to H.265',
      reason: 'pictures_stopped',
      strike: (script) => {
        script.videoType = 0x24;
      },
    },
    {
      title: 'that loses a picture and sends no keyframe any more',
      reason: 'pictures_stopped',
      strike: (script) => {
        let hasLost = false;
        script.skips = ({ isKeyframe }) => isKeyframe;
        script.mangle = (bytes) => {
          const rest = hasLost ? bytes : withoutFirstOf(videoPid, bytes);
          hasLost = true;
          return rest;
        };
      },
    },
  ];
  for (const { title, reason, strike } of lasting) {
    it(title, async (t) => {
      const watched = await watch();
      const [runs, ends] = [runCount(), await endsOf(reason)];
      const notOf = watched.initName;
      strike(camera.script);
      await until(async () => (await endsOf(reason)) > ends, {
        what: `the end by ${reason}`,
        withinMs: 9000,
      });
      await site.log.waitFor(
        new RegExp(`a run ended although somebody watches; another one follows .*"reason":"${reason}"`),
      );
      await until(() => runCount() > runs, { what: 'START of another run', withinMs: 2000 });
      camera.behave();
      await assertRecovers(t, { viewer: watched, sinceMs: performance.now(), notOf });
      assert.ok(watched.discontinuityCount >= 1, 'another run shows as a discontinuity');
    });
  }
});

const nullPacket = Buffer.alloc(188, 0xff);
nullPacket.set([0x47, 0x1f, 0xff, 0x10]);

/** Without the first transport packet of a PID. */
function withoutFirstOf(pid: number, bytes: Buffer): Buffer {
  for (let at = 0; at < bytes.length; at += 188)
    if ((bytes.readUInt16BE(at + 1) & 0x1fff) === pid)
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 188)]);
  return bytes;
}

function loseSome(bytes: Buffer): Buffer {
  const packets: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 188)
    if ((at / 188) % 10 !== 9) packets.push(bytes.subarray(at, at + 188));
  return Buffer.concat(packets);
}

/** The film with so much in front of each keyframe: supplemental information that nobody reads (H.264 §7.3.2.3). */
function withBallast(plain: Film, sizeBytes: number): Film {
  const ballast = Buffer.alloc(sizeBytes, 0xaa);
  ballast[0] = 0x06;
  const pictures = plain.pictures.map((unit) =>
    unit.isKeyframe ? { ...unit, nalUnits: [ballast, ...unit.nalUnits] } : unit,
  );
  return { ...plain, pictures };
}
