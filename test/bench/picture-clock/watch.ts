/** What a watch of the picture clock is asked and what comes out of it: the words that all ways to watch share. */
import type { Browser } from 'playwright-core';
import type { ProxyName } from '../../support/proxy-example.js';
import type { NetworkQuality } from '../bad-network.js';
import type { DelayFigures } from './delay-figures.js';
import type { OutageFigures } from './outage-figures.js';

export type WatchOptions = {
  seconds: number;
  keyframeMs: number;
  ingest: 'srt' | 'udp';
  srtLatencyMs: number;
  /** Between camera and receiver; absent: loopback as it is. */
  network: NetworkQuality | undefined;
  /** Cuts that network for so long after the watch, and looks what happens then; 0: never. */
  outageMs: number;
  /** Attribute `target-latency` of the tag, in seconds; absent: not set. */
  targetLatency: string | undefined;
  /** What stands between the tag and the gateway. @default nothing */
  proxy?: ProxyName;
  browser: Browser;
  signal: AbortSignal;
};

export type WatchResult = DelayFigures &
  Partial<OutageFigures> & {
    /** Pictures that the browser says it has not shown, of those it got. */
    droppedCount?: number;
    /** From the element in the page to its first picture: of a sleeping camera, and of a running one. */
    firstFromIdleMs?: number;
    firstJoiningMs?: number;
    /** The camera's own part of the start: from START at the camera to its first bytes at the gateway. */
    cameraStartMs?: number;
    gatewayCoreShare?: number;
    gatewayBytes?: number;
    /** With the ffmpegs that the gateway has started. */
    gatewayTreeCoreShare?: number;
    /** Datagrams that the network lost, of 1. */
    lostShare?: number;
  };

export type WatchOutcome =
  | { kind: 'watched'; result: WatchResult }
  | { kind: 'not offered' }
  | { kind: 'failed'; reason: string };

/** Playing comes to rest in this time; only gaps count before. */
export const settledMs = 5000;
/** How long a first picture may take. */
export const firstPictureWithinMs = 30_000;
/** What is looked at after an outage. */
export const recoveryMs = 20_000;
