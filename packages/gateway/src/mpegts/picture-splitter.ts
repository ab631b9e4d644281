/** Groups the NAL units of one PES packet into access units (ITU-T H.264 §7.4.1.2.3). Pure; used by the video track. */
import { isPictureData, nalUnitType, nalUnitTypes, startsAccessUnit } from '../codec/nal-unit.js';

/**
 * A picture ends where an access unit delimiter, a parameter set or supplemental information follows its slices. Two
 * pictures with none of these between them stay together; no encoder that we know sends such.
 */
export function splitPictures(nalUnits: Buffer[]): Buffer[][] {
  const groups: Buffer[][] = [];
  let group: Buffer[] = [];
  let hasPictureData = false;
  for (const nalUnit of nalUnits) {
    const type = nalUnitType(nalUnit);
    if (hasPictureData && startsAccessUnit(type)) {
      groups.push(group);
      group = [];
      hasPictureData = false;
    }
    group.push(nalUnit);
    hasPictureData ||= isPictureData(type);
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

/** Parameter sets travel beside the samples, delimiters and filler not at all (ISO 14496-15 §5.3.2). */
export function isCarriedInSample(nalUnit: Buffer): boolean {
  const type = nalUnitType(nalUnit);
  return (
    type !== nalUnitTypes.sequenceParameterSet &&
    type !== nalUnitTypes.pictureParameterSet &&
    type !== nalUnitTypes.accessUnitDelimiter &&
    type !== nalUnitTypes.fillerData
  );
}
