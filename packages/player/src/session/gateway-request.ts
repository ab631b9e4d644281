/** What every request to a gateway needs: what it is made with, whom it is for, where it goes, and what its failure means. */
import type { Clock } from '../clock/clock.js';
import { PlayerError } from '../errors/player-error.js';
import type { NetworkRulesDeps } from './network-rules.js';
import type { TokenSource } from './token-source.js';

export type GatewayClientDeps = NetworkRulesDeps & {
  fetch: typeof fetch;
  /** `navigator.sendBeacon`, the only request that outlives its page everywhere. */
  sendBeacon: (url: string) => boolean;
  clock: Clock;
};

/** Which camera of which gateway, and with what right: live, or what was recorded of it. */
export type SessionRequest = {
  /** Absolute URL at which the gateway is mounted. */
  gatewayUrl: string;
  cameraId: string;
  /** The token, or what gives one that is valid now, asked for each session, and again before its right ends; an empty string: none is sent. */
  token: TokenSource;
  /** Id of a recording, or `latest`; empty or absent: live. */
  recording?: string | null;
};

/** URL of an API path at a gateway that may be mounted under a prefix. */
export function gatewayApiUrl(gatewayUrl: string, path: string): string {
  return `${gatewayUrl.replace(/[?#].*$/, '').replace(/\/+$/, '')}${path}`;
}

/** For what `fetch` throws, which says nothing but that there was no answer. */
export function toPlayerError(error: unknown, url: string): PlayerError {
  if (error instanceof PlayerError) return error;
  return new PlayerError('gateway_unreachable', `${new URL(url).origin} did not answer.`, { cause: error });
}
