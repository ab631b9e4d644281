/**
 * Everything outside the element that playing needs, in one place: what tests replace, and nothing else. All elements of
 * a class have one in common, and with it the sessions that they share.
 */
import { type Clock, systemClock } from '../clock/clock.js';
import { browserClient } from '../session/browser-client.js';
import { SharedSessions } from '../session/shared-sessions.js';
import type { TransportLoader } from '../transports/transport.js';

export type PlayerEnvironment = {
  sessions: SharedSessions;
  clock: Clock;
  /** From 0 up to, not including, 1. */
  random: () => number;
  /** `false`: the browser knows that it has no network. */
  isOnline: () => boolean;
  /** The transports this player knows. @default its own, which are loaded with what plays */
  loaders?: readonly TransportLoader[];
};

/** The real browser. */
export function browserEnvironment(): PlayerEnvironment {
  return {
    sessions: new SharedSessions(browserClient(systemClock)),
    clock: systemClock,
    random: Math.random,
    isOnline: () => navigator.onLine,
  };
}
