/**
 * Makes coded pictures of the PES packets of one H.264 stream, and keeps back every picture that cannot be decoded: one
 * such picture ends playback in Chromium for good. After a loss nothing leaves until the next keyframe.
 * Used by the demuxer.
 */
import { splitAnnexB } from '../codec/annex-b.js';
import { createParameterSetStore, type H264Parameters } from '../codec/h264-parameters.js';
import { hasForbiddenBit, isPictureData, nalUnitType, nalUnitTypes } from '../codec/nal-unit.js';
import { readSliceHeader } from '../codec/slice-header.js';
import { mpegTimescale, type VideoAccessUnit } from './access-unit.js';
import type { DemuxerCounters } from './demuxer-counters.js';
import type { PesPacket } from './pes-packet.js';
import { isCarriedInSample, splitPictures } from './picture-splitter.js';

export type VideoTrackDeps = {
  onAccessUnit(accessUnit: VideoAccessUnit): void;
  /** Pictures are being dropped until a keyframe comes; called once per outage, `reason` is for the log. */
  onKeyframeWanted(reason: string): void;
  unwrapTicks(wrappedTicks: number): number;
  counters: DemuxerCounters;
};

export interface VideoTrack {
  write(pes: PesPacket): void;
  /** Something was lost here. */
  lose(reason: string): void;
}

type PictureTimes = { ptsTicks: number; dtsTicks: number };

/** Assumed until two pictures have been seen, where a PES packet without a timestamp needs one: 30 frames a second. */
const defaultFrameTicks = mpegTimescale / 30;
/** Longer steps are pauses of the camera, not frames. */
const maxFrameTicks = mpegTimescale;
/**
 * In one PES packet. A slice for each row of macroblocks of 8K video are 270, one for each datagram of a large keyframe
 * some 2,000; a multiplexer that gathers pictures puts in a few. Each becomes objects many times its size.
 */
const maxNalUnits = 4096;
const maxPictures = 32;
/** A decoder reorders 16 pictures at most. One that is to be shown later than that has a damaged time, and is shown when it is decoded. */
const maxHeldBackTicks = 16 * mpegTimescale;

export function createVideoTrack({
  onAccessUnit,
  onKeyframeWanted,
  unwrapTicks,
  counters,
}: VideoTrackDeps): VideoTrack {
  const parameterSets = createParameterSetStore();
  /** Parameter sets of the last keyframe; `undefined` while pictures are dropped until the next one. */
  let inForce: H264Parameters | undefined;
  let hasAskedForKeyframe = false;
  let lastDtsTicks: number | undefined;
  let frameTicks = defaultFrameTicks;

  function drop(reason: string): void {
    inForce = undefined;
    if (hasAskedForKeyframe) return;
    hasAskedForKeyframe = true;
    onKeyframeWanted(reason);
  }

  function readTimes({ ptsTicks, dtsTicks }: PesPacket): PictureTimes | undefined {
    if (ptsTicks !== undefined && dtsTicks !== undefined) {
      const unwrappedDtsTicks = unwrapTicks(dtsTicks);
      const unwrappedPtsTicks = unwrapTicks(ptsTicks);
      const isHeldBack = unwrappedPtsTicks - unwrappedDtsTicks <= maxHeldBackTicks;
      return {
        ptsTicks: isHeldBack ? unwrappedPtsTicks : unwrappedDtsTicks,
        dtsTicks: Math.min(unwrappedDtsTicks, unwrappedPtsTicks),
      };
    }
    if (lastDtsTicks === undefined) return undefined;
    // Only every 700 ms has to carry a timestamp (ISO 13818-1 §2.7.4).
    return { ptsTicks: lastDtsTicks + frameTicks, dtsTicks: lastDtsTicks + frameTicks };
  }

  function takeParameterSets(nalUnits: Buffer[]): void {
    for (const nalUnit of nalUnits) {
      if (nalUnitType(nalUnit) === nalUnitTypes.sequenceParameterSet) parameterSets.addSps(nalUnit);
      if (nalUnitType(nalUnit) === nalUnitTypes.pictureParameterSet) parameterSets.addPps(nalUnit);
    }
  }

  /** The parameter sets that the picture is decoded with, or why it must not leave. */
  function judgePicture(
    slice: Buffer,
    isKeyframe: boolean,
  ): { parameters: H264Parameters } | { problem: string } {
    const header = readSliceHeader(slice);
    if (header?.firstMacroblock !== 0) return { problem: 'the head of a picture is missing' };
    if (!isKeyframe && !inForce) return { problem: 'no keyframe has come yet' };
    const parameters = parameterSets.find(header.ppsId);
    if (!parameters) return { problem: 'the parameter sets of a picture are missing' };
    // The packager declares one pair; a picture that needs another one would be decoded wrongly.
    const hasChanged = !isKeyframe && parameters !== inForce;
    return hasChanged ? { problem: 'the parameter sets changed without a keyframe' } : { parameters };
  }

  function writePicture(nalUnits: Buffer[], times: PictureTimes): void {
    const slice = nalUnits.find((nalUnit) => isPictureData(nalUnitType(nalUnit)));
    if (!slice) return;
    const isKeyframe = nalUnitType(slice) === nalUnitTypes.idrSlice;
    const verdict = judgePicture(slice, isKeyframe);
    if ('problem' in verdict) {
      counters.droppedAccessUnits++;
      drop(verdict.problem);
      return;
    }
    const { parameters } = verdict;
    inForce = parameters;
    counters.videoAccessUnits++;
    if (isKeyframe) {
      counters.keyframes++;
      hasAskedForKeyframe = false;
    }
    onAccessUnit({
      kind: 'video',
      nalUnits: nalUnits.filter(isCarriedInSample),
      ...times,
      isKeyframe,
      parameters,
    });
  }

  return {
    write(pes) {
      if (!pes.isComplete) return;
      const nalUnits = splitAnnexB(pes.data, maxNalUnits);
      if (!nalUnits || nalUnits.some(hasForbiddenBit)) {
        counters.damagedPesPackets++;
        return drop('a PES packet holds no H.264 byte stream');
      }
      const times = readTimes(pes);
      const pictures = splitPictures(nalUnits);
      if (pictures.length > maxPictures) {
        counters.damagedPesPackets++;
        return drop(`a PES packet holds ${pictures.length} pictures`);
      }
      if (times && lastDtsTicks !== undefined) {
        const stepTicks = times.dtsTicks - lastDtsTicks;
        if (stepTicks > 0 && stepTicks <= maxFrameTicks) frameTicks = stepTicks;
      }
      for (const [index, picture] of pictures.entries()) {
        takeParameterSets(picture);
        if (!times) continue;
        // One timestamp a PES packet: it is that of the first picture (ISO 13818-1 §2.4.3.7).
        const offsetTicks = index * frameTicks;
        writePicture(picture, {
          ptsTicks: times.ptsTicks + offsetTicks,
          dtsTicks: times.dtsTicks + offsetTicks,
        });
        lastDtsTicks = times.dtsTicks + offsetTicks;
      }
    },

    lose: drop,
  };
}
