/**
 * Blocking playlist reload (RFC 8216bis §6.2.5.2): what a request asks to wait for, whether that is listed, and whether it
 * asks too far ahead. Pure. Called by the HLS routes.
 */
import { GatewayError } from '../errors/gateway-error.js';
import { mpegTimescale } from '../mpegts/access-unit.js';
import { isComplete, type Segment } from '../store/segment.js';
import type { StreamWindow } from '../store/stream-window.js';

/** What a playlist has to list before it is sent. */
export type PlaylistRequest =
  | { kind: 'now' }
  | { kind: 'segment'; sequence: number }
  | { kind: 'part'; sequence: number; partIndex: number };

/**
 * Reads what a request wants to wait for; directives that ask for what is not offered are ignored, as is asked of servers.
 *
 * @param query what is behind the question mark
 * @throws GatewayError `invalid_request` for a directive that is no whole number, or a part without a segment
 */
export function parsePlaylistRequest(query: string): PlaylistRequest {
  const sequence = parseDirective('_HLS_msn', /(?:^|&)_HLS_msn=([^&]*)/.exec(query)?.[1]);
  const partIndex = parseDirective('_HLS_part', /(?:^|&)_HLS_part=([^&]*)/.exec(query)?.[1]);
  if (sequence !== undefined) {
    return partIndex === undefined ? { kind: 'segment', sequence } : { kind: 'part', sequence, partIndex };
  }
  if (partIndex === undefined) return { kind: 'now' };
  throw new GatewayError('invalid_request', '_HLS_part needs _HLS_msn. Name the segment of the part, too.');
}

function parseDirective(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  // The value is not repeated: what stands in front of the app has not written it as the app has.
  throw new GatewayError('invalid_request', `${name} must be a whole number, such as ${name}=12.`);
}

/** Whether a delta update will do (§6.2.5.1); `v2` also lets date ranges be left out, of which there are none. */
export function wantsDelta(query: string): boolean {
  return /(?:^|&)_HLS_skip=(?:YES|v2)(?:&|$)/.test(query);
}

/** Whether the window lists what the request waits for; also for what has left the window already. */
export function isListed(request: PlaylistRequest, { segments }: StreamWindow): boolean {
  if (request.kind === 'now') return true;
  const newest = segments.at(-1);
  if (!newest) return false;
  if (newest.sequence > request.sequence) {
    // A part past the last one of its segment is the first part of the next segment, which is listed.
    return true;
  }
  if (newest.sequence < request.sequence) return false;
  return request.kind === 'segment' ? isComplete(newest) : newest.parts.length > request.partIndex;
}

/**
 * Refuses what will not come soon: more than two segments after the last complete one, or more parts ahead than last
 * three seconds (the Advance Part Limit), or three where parts last a second or longer.
 *
 * @throws GatewayError `playlist_request_too_far`
 */
export function assertWithinReach(request: PlaylistRequest, window: StreamWindow): void {
  if (request.kind === 'now') return;
  const newest = window.segments.at(-1)!;
  const lastComplete = isComplete(newest) ? newest.sequence : newest.sequence - 1;
  const maxSequence = lastComplete + 2;
  if (request.sequence > maxSequence) {
    const message = `Segment ${request.sequence} is too far ahead; ask for ${maxSequence} at most.`;
    throw new GatewayError('playlist_request_too_far', message);
  }
  if (request.kind !== 'part' || request.sequence < newest.sequence) return;
  const maxPartIndex = listedPartCount(newest, request.sequence) - 1 + advancePartLimit(window);
  if (request.partIndex <= maxPartIndex) return;
  const message =
    `Part ${request.partIndex} of segment ${request.sequence} is too far ahead; ` +
    `ask for ${maxPartIndex} at most.`;
  throw new GatewayError('playlist_request_too_far', message);
}

function listedPartCount(newest: Segment, sequence: number): number {
  return newest.sequence === sequence ? newest.parts.length : 0;
}

function advancePartLimit({ targets }: StreamWindow): number {
  const partTargetSeconds = targets.partTargetTicks / mpegTimescale;
  return partTargetSeconds < 1 ? Math.ceil(3 / partTargetSeconds) : 3;
}
