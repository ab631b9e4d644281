/**
 * Who may play which recording without headers, as native HLS players ask: a grant in the path, unguessable, for one
 * recording. It dies with the right that it was given for, when nobody asks for anything for long, or with the gateway.
 */
import { randomBytes } from 'node:crypto';
import type { Viewer } from '../auth/viewer.js';
import { GatewayError } from '../errors/gateway-error.js';
import { Tally } from '../limits/tally.js';
import type { RecordingKey } from '../storage/recording-key.js';
import type { PlaylistType } from './recording-playlist.js';

export type PlaybackGrant = RecordingKey & {
  readonly grant: string;
  /** Of the playlist at this URL, which keeps it when the recording ends. */
  readonly playlistType: PlaylistType;
  /** By whose rights; `undefined` where none are needed. */
  readonly viewer: Viewer | undefined;
  /** Whom it counts for. */
  readonly owner: string | undefined;
};

export type OpenGrantOptions = {
  /** One to be kept, with the rights of this viewer from now on. */
  known?: string | undefined;
  /** Of a new one. @default VOD */
  playlistType?: PlaylistType;
  /** The same for all grants of one viewer or address. @default nobody is counted */
  owner?: string | undefined;
};

type Entry = PlaybackGrant & { usedAtMs: number };

/** 144 bits: at least the 128 that RFC 4086 asks of a secret nobody can try out. */
const grantBytes = 18;
/** A page that was paused for longer asks again. */
export const playbackIdleMs = 3_600_000;
/** Beyond these the one that was not used for the longest goes, of one owner or of all. */
const maxGrantsPerOwner = 5000;
const maxGrants = 10_000;

export class PlaybackGrants {
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  readonly #countByOwner = new Tally<string | undefined>();

  open(key: RecordingKey, viewer: Viewer | undefined, options: OpenGrantOptions = {}): PlaybackGrant {
    const kept = this.#find(options.known, key);
    const grant = kept?.grant ?? randomBytes(grantBytes).toString('base64url');
    const playlistType = kept?.playlistType ?? options.playlistType ?? 'VOD';
    const { cameraId, recordingId } = key;
    const { owner } = options;
    const usedAtMs = performance.now();
    const entry: Entry = { cameraId, recordingId, grant, playlistType, viewer, owner, usedAtMs };
    if (kept) this.#drop(kept);
    this.#entries.set(grant, entry);
    const ownCount = this.#countByOwner.add(owner);
    if (owner !== undefined && ownCount > maxGrantsPerOwner) this.#dropOldest((one) => one.owner === owner);
    else if (this.#entries.size > maxGrants) this.#dropOldest(() => true);
    return entry;
  }

  /** A request under the grant. @throws GatewayError `not_found` for one that is unknown, over, or for another camera */
  use(grant: string, cameraId: string): PlaybackGrant {
    const entry = this.#entries.get(grant);
    if (entry?.cameraId !== cameraId || !this.#isAlive(entry))
      throw new GatewayError('not_found', 'This right to play has ended. Ask for the recording again.');
    entry.usedAtMs = performance.now();
    this.#entries.delete(grant);
    this.#entries.set(grant, entry);
    return entry;
  }

  /** Those of a recording that was deleted. */
  forget({ cameraId, recordingId }: RecordingKey): void {
    for (const entry of this.#entries.values())
      if (entry.cameraId === cameraId && entry.recordingId === recordingId) this.#drop(entry);
  }

  #dropOldest(isMeant: (entry: Entry) => boolean): void {
    for (const entry of this.#entries.values()) if (isMeant(entry)) return this.#drop(entry);
  }

  #drop({ grant, owner }: Pick<Entry, 'grant' | 'owner'>): void {
    this.#entries.delete(grant);
    this.#countByOwner.remove(owner);
  }

  #find(known: string | undefined, key: RecordingKey): PlaybackGrant | undefined {
    const entry = known === undefined ? undefined : this.#entries.get(known);
    return entry?.cameraId === key.cameraId && entry.recordingId === key.recordingId ? entry : undefined;
  }

  #isAlive(entry: Entry): boolean {
    const { viewer, usedAtMs } = entry;
    const isIdle = performance.now() - usedAtMs > playbackIdleMs;
    const hasExpired = viewer !== undefined && viewer.expiresAtMs <= Date.now();
    if (!isIdle && !hasExpired && !isRevoked(viewer)) return true;
    // One whose token has run out may be given further rights.
    if (isIdle) this.#drop(entry);
    return false;
  }
}

function isRevoked(viewer: Viewer | undefined): boolean {
  try {
    viewer?.assertValid();
    return false;
  } catch {
    return true;
  }
}
