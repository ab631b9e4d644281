/** How long to wait before the next attempt to reach the broker. Pure; the MQTT links of gateway and agent ask. */

const minReconnectDelayMs = 1000;
const maxReconnectDelayMs = 3000;

/**
 * Doubles with every attempt up to 3 s: what waits for the broker is to go on within five when it is back. Up to a quarter
 * less by chance, so that the clients of a broker do not come back all at once.
 *
 * @param attempt 0 for the first
 * @param random from 0 to 1
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  const delayMs = Math.min(minReconnectDelayMs * 2 ** attempt, maxReconnectDelayMs);
  return Math.round(delayMs * (1 - 0.25 * random));
}
