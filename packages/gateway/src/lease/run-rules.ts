/** The rules of a camera's runs, from its settings. Called by the composition root. */
import type { RunRules } from './run-state.js';

export type RunRuleSettings = {
  sessions: { leaseMs: number; startTimeoutMs: number };
  ingest: { timeoutMs: number };
  camera: { lease: boolean };
};

/** Time for a lost picture to be asked for and sent: a keyframe may take a second or two. */
const minPictureTimeoutMs = 5000;

export function createRunRules({ sessions, ingest, camera }: RunRuleSettings): RunRules {
  return {
    leaseMs: sessions.leaseMs,
    lease: camera.lease ? 'renewed' : 'none',
    wakeTimeoutMs: sessions.startTimeoutMs,
    silenceTimeoutMs: ingest.timeoutMs,
    pictureTimeoutMs: Math.max(minPictureTimeoutMs, ingest.timeoutMs),
  };
}
