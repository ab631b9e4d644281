/** How far playing is behind the camera, and when to jump back to live: pure, asked by `Playback` once a second. */
import type { LivePosition, PictureClock } from '../transports/transport.js';

/** Further behind than this the badge no longer says live. */
export const behindLimitSeconds = 2;
/** Further behind than this, playing jumps back to live by itself. */
export const jumpLimitSeconds = 3;
/** Two jumps are never closer together: a browser that cannot keep up would otherwise do nothing but jump. */
export const jumpPauseMs = 5000;

export type Latency = {
  seconds: number;
  /** What it is measured from: what dates the pictures, or `edge`, the newest media that is offered. */
  source: Exclude<PictureClock, 'none'> | 'edge';
};

/**
 * @param clockOffsetMs gateway's clock minus this browser's
 * @returns `null` as long as the transport knows neither; never negative
 */
export function measureLatency(position: LivePosition, nowMs: number, clockOffsetMs: number): Latency | null {
  if (position.pictureAtMs !== null && position.pictureClock !== 'none') {
    const seconds = (nowMs + clockOffsetMs - position.pictureAtMs) / 1000;
    return { seconds: Math.max(seconds, 0), source: position.pictureClock };
  }
  return position.edgeLatencySeconds === null
    ? null
    : { seconds: Math.max(position.edgeLatencySeconds, 0), source: 'edge' };
}

/** Whether what is on the screen must not be called live. */
export function isBehind(position: LivePosition): boolean {
  return position.behindSeconds !== null && position.behindSeconds > behindLimitSeconds;
}

/** Whether to jump to live now. */
export function shouldJump(position: LivePosition, sinceJumpMs: number): boolean {
  return (
    position.behindSeconds !== null && position.behindSeconds > jumpLimitSeconds && sinceJumpMs >= jumpPauseMs
  );
}
