/** Runs a demuxer over bytes and collects what comes out. Used by the tests of the demuxer. */
import type { AccessUnit, AudioAccessUnit, VideoAccessUnit } from '../mpegts/access-unit.js';
import { createDemuxer, type DemuxedTracks, type Demuxer } from '../mpegts/demuxer.js';
import type { DemuxerCounters } from '../mpegts/demuxer-counters.js';

export type Demuxed = {
  all: AccessUnit[];
  video: VideoAccessUnit[];
  audio: AudioAccessUnit[];
  tracks: DemuxedTracks[];
  keyframesWanted: string[];
  unsupported: { streamType: number; message: string }[];
};

/** A demuxer that collects; feed it and look at `result` in between. */
export function createCollector(): { demuxer: Demuxer; result: Demuxed } {
  const result: Demuxed = { all: [], video: [], audio: [], tracks: [], keyframesWanted: [], unsupported: [] };
  const demuxer = createDemuxer({
    onAccessUnit: (accessUnit) => {
      result.all.push(accessUnit);
      if (accessUnit.kind === 'video') result.video.push(accessUnit);
      else result.audio.push(accessUnit);
    },
    onTracks: (tracks) => result.tracks.push(tracks),
    onKeyframeWanted: (reason) => result.keyframesWanted.push(reason),
    onUnsupported: (unsupported) => result.unsupported.push(unsupported),
  });
  return { demuxer, result };
}

export function demux(pieces: Iterable<Buffer>): Demuxed & { stats: DemuxerCounters } {
  const { demuxer, result } = createCollector();
  for (const piece of pieces) demuxer.write(piece);
  demuxer.end();
  return { ...result, stats: demuxer.stats() };
}

/** Cuts bytes into pieces of `sizeBytes`; seven transport packets make a datagram. */
export function cut(bytes: Buffer, sizeBytes = 7 * 188): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += sizeBytes) pieces.push(bytes.subarray(at, at + sizeBytes));
  return pieces;
}

/** The bytes of an access unit as one string to compare by. */
export function fingerprint(accessUnit: AccessUnit): string {
  const bytes = accessUnit.kind === 'video' ? Buffer.concat(accessUnit.nalUnits) : accessUnit.data;
  return `${accessUnit.kind} ${accessUnit.ptsTicks} ${bytes.toString('base64')}`;
}
