/** How long to wait before the next attempt to reach the broker. Pure; the agent hands it to its MQTT link. */

const minReconnectDelayMs = 1000;
const maxReconnectDelayMs = 30_000;

/**
 * Doubles with every attempt up to 30 s, then up to a quarter less by chance, so that the cameras of a site do not come
 * back all at once when their broker does.
 *
 * @param attempt 0 for the first
 * @param random from 0 to 1
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  const delayMs = Math.min(minReconnectDelayMs * 2 ** attempt, maxReconnectDelayMs);
  return Math.round(delayMs * (1 - 0.25 * random));
}
