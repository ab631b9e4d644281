/** How a simulated camera and its gateway are to be joined by the ffmpeg that both of them use. */
import { createCapabilityCheck } from '../ffmpeg/capabilities.js';

/** How a simulated camera can push on this machine, or why none can be simulated. */
export type SimulatedIngest =
  | { ok: true; protocol: 'srt' }
  /** Good enough on one machine; `why` says what keeps SRT away. */
  | { ok: true; protocol: 'udp'; why: string }
  /** There is no ffmpeg to simulate with; `message` says so and what to do. */
  | { ok: false; message: string };

/** SRT as a real camera would, UDP where this ffmpeg was built without SRT. */
export async function chooseSimulatedIngest(ffmpegPath: string): Promise<SimulatedIngest> {
  const capabilities = await createCapabilityCheck({ ffmpegPath })();
  if (!capabilities.ok) return { ok: false, message: capabilities.message };
  if (capabilities.hasSrt) return { ok: true, protocol: 'srt' };
  return { ok: true, protocol: 'udp', why: `ffmpeg ${capabilities.version} was built without SRT` };
}
