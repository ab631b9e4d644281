/** Reads what the helper tells: JSON lines. Pure. */
import * as v from 'valibot';
import { agentErrorCodes } from '../errors/agent-error.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const HelperReportSchema = v.variant('event', [
  /** The camera has started; pictures are about to come, or the first are there. */
  v.object({ event: v.literal('filming') }),
  v.object({ event: v.literal('progress'), sentBytes: count, pictures: count, droppedPictures: count }),
  v.object({ event: v.literal('failed'), code: v.picklist(agentErrorCodes), message: v.string() }),
  v.object({ event: v.literal('note'), message: v.string() }),
  v.object({
    event: v.literal('probed'),
    cameras: v.array(v.object({ index: count, name: v.string() })),
  }),
]);

export type HelperReport = v.InferOutput<typeof HelperReportSchema>;

/** Null for what is no report. */
export function readHelperReport(line: string): HelperReport | null {
  try {
    const read = v.safeParse(HelperReportSchema, JSON.parse(line));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}
