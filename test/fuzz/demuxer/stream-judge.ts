/**
 * A run from transport stream to playlist, and what has to hold on the way whatever the bytes are: fragments that decode,
 * playlists by the rules, memory within its bound, output in proportion to the input.
 */
import { silentLogger } from '../../../packages/gateway/src/log/logger.js';
import { createDemuxer, type Demuxer } from '../../../packages/gateway/src/mpegts/demuxer.js';
import type { RunSink } from '../../../packages/gateway/src/packager/run-sink.js';
import { renderMediaPlaylist } from '../../../packages/gateway/src/playlist/media.js';
import { LiveStream } from '../../../packages/gateway/src/store/live-stream.js';
import { createPlaylistHistory } from '../../conformance/playlist-history.js';
import type { ScriptClock } from '../../conformance/script-clock.js';
import { must } from '../surface.js';
import { walkBoxes } from './box-tree.js';
import { createFragmentJudge } from './fragment-judge.js';

export type StreamJudge = {
  write(bytes: Buffer): void;
  beSilent(ms: number): void;
  /** The run ends, another begins. */
  restart(): void;
  /** Closes everything and looks at the whole. */
  finish(): void;
};

export type StreamJudgeOptions = { clock: ScriptClock; playlists: 'each' | 'last'; maxBytes: number };

/** Epoch milliseconds at which the clock begins. */
const epochMs = Date.UTC(2026, 10, 21);
/** A picture of a few bytes needs a `moof` of a hundred. */
const maxGrowth = 16;
const constantBytes = 64 * 1024;
/** Less than a part, so that no playlist is missed. */
const lookEveryMs = 40;
/** Where memory is short the oldest media goes, whatever the window: README of the conformance tests, row 16. */
const isMemoryRule = / s are listed after a removal$/;
/** Dates are made of the times at which pictures arrive; here bytes come when they like. */
const isDateRule = /: its date is /;

export function createStreamJudge({ clock, playlists, maxBytes }: StreamJudgeOptions): StreamJudge {
  const history = createPlaylistHistory();
  const fragments = createFragmentJudge();
  const beganAtMs = clock.nowMs();
  let inputBytes = 0;
  let version = -1;
  let keyframesWanted = 0;
  const live = new LiveStream({
    hls: { segmentMs: 1000, partMs: 200, windowMs: 12_000 },
    video: { framesPerSecond: 30, keyframeIntervalMs: 1000 },
    logger: silentLogger,
    maxBytes,
    now: () => epochMs + clock.nowMs() - beganAtMs,
    onReady: () => {},
    onKeyframeWanted: () => {
      keyframesWanted += 1;
    },
  });
  live.feed.followNext((fragment) => fragments.take(fragment));
  let isOverfull = false;
  /** Of all fragments that one access unit let go. */
  let largestBurstBytes = 0;
  const onOverfull = (): void => {
    isOverfull = true;
  };
  let run = beginRun();

  function beginRun(): { sink: RunSink; demuxer: Demuxer } {
    const sink = live.beginRun({ arrivalDelayMs: 0, onOverfull });
    let isDecodable = false;
    const demuxer = createDemuxer({
      onAccessUnit(unit) {
        if (unit.kind === 'video') {
          must(
            unit.dtsTicks <= unit.ptsTicks,
            () => `decoded at ${unit.dtsTicks}, shown at ${unit.ptsTicks}`,
          );
          must(unit.nalUnits.length > 0, () => 'a picture without NAL units');
          isDecodable ||= unit.isKeyframe;
          must(isDecodable, () => 'a picture came before the first keyframe');
        } else must(unit.data.length > 0, () => 'sound without bytes');
        const beforeBytes = fragments.bytes;
        sink.write(unit);
        largestBurstBytes = Math.max(largestBurstBytes, fragments.bytes - beforeBytes);
        look();
      },
      onTracks: (tracks) => sink.setTracks(tracks),
      onKeyframeWanted: () => {},
      onUnsupported: ({ message }) => must(message.length < 300, () => 'a long sentence about a stream type'),
    });
    return { sink, demuxer };
  }

  function look(): void {
    const { heldBytes } = live.stats();
    // What was one too many is there, and its run is over: a picture, or those that waited for the first sound.
    const limitBytes = maxBytes + largestBurstBytes;
    must(heldBytes <= limitBytes, () => `${heldBytes} bytes are held, ${maxBytes} may be`);
    if (playlists === 'each') readPlaylist();
  }

  function readPlaylist(): void {
    const { window } = live;
    if (!window || window.version === version) return;
    version = window.version;
    history.add(renderMediaPlaylist(window));
    const fault = history.faults.find((one) => !isMemoryRule.test(one) && !isDateRule.test(one));
    must(fault === undefined, () => fault!);
  }

  /** What the last playlist lists can be loaded, and is made of fragments. */
  function loadListed(): void {
    for (const { name, init, parts, bytes, isGap } of live.window?.segments ?? []) {
      must(live.find(init.name) !== undefined, () => `${init.name} is listed and not there`);
      for (const part of parts) must(live.find(part.name) !== undefined, () => `${part.name} is not there`);
      const file = live.find(name);
      if (bytes === undefined) continue;
      must(file !== undefined, () => `${name} is listed and not there`);
      const types = new Set(walkBoxes(file));
      for (const type of types) must(type === 'moof' || type === 'mdat', () => `${name} has a ${type}`);
      must(isGap || types.size === 2, () => `${name} is no fragments`);
    }
  }

  function restart(): void {
    isOverfull = false;
    run.demuxer.end();
    run.sink.end();
    run = beginRun();
    look();
  }

  return {
    restart,
    write(bytes) {
      // As the keeper of runs does.
      if (isOverfull) restart();
      inputBytes += bytes.length;
      run.demuxer.write(bytes);
      look();
    },
    beSilent(ms) {
      for (let passedMs = 0; passedMs < ms; passedMs += lookEveryMs) {
        clock.pass(Math.min(lookEveryMs, ms - passedMs));
        look();
      }
    },
    finish() {
      run.demuxer.end();
      run.sink.end();
      readPlaylist();
      loadListed();
      const limitBytes = maxGrowth * inputBytes + constantBytes;
      must(fragments.bytes <= limitBytes, () => `${inputBytes} bytes became ${fragments.bytes}`);
      must(
        keyframesWanted <= fragments.count + 1,
        () => `${keyframesWanted} keyframes wanted for ${fragments.count} fragments`,
      );
      live.close();
      must(live.stats().heldBytes === 0, () => 'a closed stream holds bytes');
    },
  };
}
