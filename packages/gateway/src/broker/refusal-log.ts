/** Says what the embedded broker refuses, once a minute for each camera, so that one who tries on does not fill the log. */
import type { Logger } from '../log/logger.js';

export type RefusalLogDeps = {
  logger: Logger;
  /** The names that are told apart; all others count as one. */
  cameraIds: readonly string[];
  /** @default the monotonic clock */
  nowMs?: () => number;
};

/** `name`: as it was given, perhaps by a stranger. */
export type RefusalLog = (name: string | undefined, facts: Record<string, unknown>, message: string) => void;

const pauseMs = 60_000;

export function createRefusalLog({
  logger,
  cameraIds,
  nowMs = () => performance.now(),
}: RefusalLogDeps): RefusalLog {
  const toldAtMs = new Map<string, number>();
  return (name, facts, message) => {
    const cameraId = name !== undefined && cameraIds.includes(name) ? name : undefined;
    const key = `${cameraId ?? ''} ${message}`;
    const lastAtMs = toldAtMs.get(key);
    if (lastAtMs !== undefined && nowMs() - lastAtMs < pauseMs) return;
    toldAtMs.set(key, nowMs());
    logger.warn({ ...(cameraId !== undefined && { cameraId }), ...facts }, message);
  };
}
