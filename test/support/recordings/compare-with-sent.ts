/** Holds a recording against what its camera sent: nothing changed, nothing lost within a run, every date right. */
import assert from 'node:assert/strict';
import type { SentPicture } from '../../faults/scripted-camera.js';
import type { Vod, VodRun } from './read-vod.js';

export type KeptRun = {
  pictureCount: number;
  /** Sent, and kept neither in this run nor dropped before its first keyframe. */
  lostAtEndCount: number;
  /** The most that a segment's date differs from when its first picture left the camera. */
  dateErrorMs: number;
};

export type Comparison = {
  runs: KeptRun[];
  /** H.264 and AAC as the camera sent them, of what is kept: NAL units with a length of four bytes, raw AAC frames. */
  payloadBytes: number;
};

/** @param sent in the order in which it left the camera */
export function compareWithSent(vod: Vod, sent: readonly SentPicture[]): Comparison {
  const runIds = [...new Set(sent.map(({ runId }) => runId))];
  const sentRuns = runIds.map((id) => sent.filter(({ runId }) => runId === id));
  assert.equal(vod.runs.length, sentRuns.length, 'each run of the camera is there');
  let payloadBytes = 0;
  const runs = vod.runs.map((run, number): KeptRun => {
    const [kept, left] = [run.segments.flatMap(({ pictures }) => pictures), sentRuns[number]!];
    const first = left.findIndex(({ picture }) => bytesOf(picture.nalUnits).equals(kept[0]!));
    assert.ok(first >= 0 && first <= 2, `run ${number} begins with picture ${first} of what was sent`);
    kept.forEach((bytes, at) => {
      const same = left[first + at] && bytesOf(left[first + at]!.picture.nalUnits).equals(bytes);
      assert.ok(same, `picture ${at} of run ${number} is not what was sent`);
    });
    payloadBytes += total(kept) + total(run.segments.flatMap(({ sound }) => sound));
    return {
      pictureCount: kept.length,
      lostAtEndCount: left.length - first - kept.length,
      dateErrorMs: dateErrorOf(run, left.slice(first)),
    };
  });
  return { runs, payloadBytes };
}

function dateErrorOf({ segments }: VodRun, sent: readonly SentPicture[]): number {
  let at = 0;
  const errors = segments.map(({ dateMs, pictures }) => {
    const error = Math.abs(dateMs - sent[at]!.atMs);
    at += pictures.length;
    return error;
  });
  return Math.max(...errors);
}

function bytesOf(nalUnits: readonly Buffer[]): Buffer {
  const withLengths = nalUnits.flatMap((unit) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(unit.length);
    return [length, unit];
  });
  return Buffer.concat(withLengths);
}

const total = (pieces: readonly Buffer[]): number => pieces.reduce((sum, { length }) => sum + length, 0);
