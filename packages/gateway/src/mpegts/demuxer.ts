/**
 * From the bytes of an MPEG transport stream to access units of H.264 and AAC (ISO 13818-1). One demuxer a run; the
 * composition root feeds it what an ingest receives and hands what leaves it to the packager. It never throws on input,
 * and holds at most one PES packet a track and a few transport packets.
 */
import type { AccessUnit } from './access-unit.js';
import { createAudioTrack } from './audio-track.js';
import { createClockUnwrapper } from './clock.js';
import { createDemuxerCounters, type DemuxerCounters } from './demuxer-counters.js';
import { createPacketReader } from './packet-reader.js';
import { createPesAssembler, type PesAssembler } from './pes-assembler.js';
import { createProgramTracker, type ProgramStreams } from './program-tracker.js';
import { describeUnsupportedStream } from './stream-type.js';
import { nullPid, parseTransportPacket } from './transport-packet.js';
import { createVideoTrack } from './video-track.js';

export type DemuxerDeps = {
  /** A coded picture or AAC frame, complete, undamaged and decodable with those before it; pictures in decoding order. */
  onAccessUnit(accessUnit: AccessUnit): void;
  /** What the program carries; before its first access unit, and again when it changes. */
  onTracks(tracks: DemuxedTracks): void;
  /** Pictures are dropped until the next keyframe; once per outage. `reason` is for the log. */
  onKeyframeWanted(reason: string): void;
  /** The camera sends what is not passed on; once per stream type. `message` says what to set on the camera. */
  onUnsupported(unsupported: { streamType: number; message: string }): void;
};

export type DemuxedTracks = { hasVideo: boolean; hasAudio: boolean };

export interface Demuxer {
  /** Takes the next bytes of the stream, cut anywhere. Views of `bytes` are kept: they must not change afterwards. */
  write(bytes: Buffer): void;
  /** The stream is over: what is incomplete is discarded (all that was complete has left), later bytes are ignored. */
  end(): void;
  /** A copy of the counters. */
  stats(): DemuxerCounters;
}

/** Whoever takes the packets of one PID. */
type Track = { pid: number; assembler: PesAssembler };

export function createDemuxer({
  onAccessUnit,
  onTracks,
  onKeyframeWanted,
  onUnsupported,
}: DemuxerDeps): Demuxer {
  const counters = createDemuxerCounters();
  const unwrapTicks = createClockUnwrapper();
  const reportedTypes = new Set<number>();
  let video: Track | undefined;
  let audio: Track | undefined;
  let hasEnded = false;

  function createVideo(pid: number): Track {
    const track = createVideoTrack({ onAccessUnit, onKeyframeWanted, unwrapTicks, counters });
    const assembler = createPesAssembler({
      medium: 'video',
      onPes: track.write,
      onLoss: track.lose,
      counters,
    });
    return { pid, assembler };
  }

  function createAudio(pid: number): Track {
    const track = createAudioTrack({ onAccessUnit, unwrapTicks, counters });
    const assembler = createPesAssembler({
      medium: 'audio',
      onPes: track.write,
      onLoss: track.lose,
      counters,
    });
    return { pid, assembler };
  }

  function selectStreams({ videoPid, audioPid, others }: ProgramStreams): void {
    if (video?.pid !== videoPid) video = videoPid === undefined ? undefined : createVideo(videoPid);
    if (audio?.pid !== audioPid) audio = audioPid === undefined ? undefined : createAudio(audioPid);
    onTracks({ hasVideo: video !== undefined, hasAudio: audio !== undefined });
    for (const { streamType } of others) {
      const message = describeUnsupportedStream(streamType);
      if (!message || reportedTypes.has(streamType)) continue;
      reportedTypes.add(streamType);
      onUnsupported({ streamType, message });
    }
  }

  const programs = createProgramTracker({
    onStreams: selectStreams,
    onDamagedSection: () => counters.damagedSections++,
  });

  function writePacket(bytes: Buffer): void {
    counters.packets++;
    const packet = parseTransportPacket(bytes);
    // What is left out here shows as a hole in the counting of its PID.
    if (!packet || packet.hasTransportError) counters.damagedPackets++;
    else if (packet.pid === video?.pid) video.assembler.write(packet);
    else if (packet.pid === audio?.pid) audio.assembler.write(packet);
    else if (packet.pid !== nullPid) programs.write(packet);
  }

  const packets = createPacketReader({ onPacket: writePacket, onResync: () => counters.resyncs++ });

  return {
    write(bytes) {
      if (!hasEnded) packets.write(bytes);
    },
    end() {
      hasEnded = true;
      video = undefined;
      audio = undefined;
    },
    stats: () => ({ ...counters }),
  };
}
