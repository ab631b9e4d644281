/** What the firmware of a Pi says of its power and its temperature. Pure. */
import type { CameraHealth, ThrottleReason } from '@rpi-live-camera/protocol';
import { type Finding, note, ok, problem } from './finding.js';

const mends: Record<ThrottleReason, string> = {
  'under-voltage': 'the power supply is too weak: take the official one for this board and a short cable',
  'frequency-capped': 'the processor is held back: see to power and cooling',
  throttled: 'the processor is slowed down: see to power and cooling',
  'soft-temperature-limit': 'it is too hot: give it a heat sink, a fan or a cooler place',
};

/** @param throttled null where the machine does not tell, as on a PC */
export function checkPower(throttled: CameraHealth['throttled'] | null): Finding {
  if (!throttled) return note('power', 'This machine does not tell whether its power suffices.');
  const { now, sinceBoot } = throttled;
  const [reason] = now.length > 0 ? now : sinceBoot;
  if (reason === undefined) return ok('power', 'Enough power, not too hot, since it was switched on.');
  const when = now.length > 0 ? 'now' : 'at times since it was switched on';
  return problem('power', `${reason} ${when}: ${mends[reason]}.`);
}
