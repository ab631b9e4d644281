/**
 * What is known of each configured camera from what it says on MQTT. Works for cameras without a last will, without
 * retained messages, and for those that never speak at all.
 */
import {
  type CameraReply,
  CameraReplySchema,
  type CameraStatus,
  CameraStatusSchema,
  parseCameraTopic,
  statusTimeoutMs,
} from '@rpi-live-camera/protocol';
import type { CameraState } from '@rpi-live-camera/protocol/http';
import * as v from 'valibot';
import type { Logger } from '../log/logger.js';

export type CameraPresence = {
  state: CameraState;
  /** When `state` last changed, in epoch milliseconds. */
  sinceMs: number;
  connectionId: string | undefined;
  /**
   * What it last said of itself, and when. An `offline` changes nothing here, whoever says it: how the camera was
   * before is what a person then wants to know.
   */
  heard: { status: CameraStatus; atMs: number } | undefined;
};

export type CameraRegistryDeps = {
  cameraIds: readonly string[];
  topicPrefix: string;
  logger: Logger;
  /** A camera replied to a command. */
  onReply(cameraId: string, reply: CameraReply): void;
  /** A camera says what it does, `offline` apart. */
  onStatus(cameraId: string, status: CameraStatus): void;
  /** A camera says that it does nothing, on a connection or after a state on which it did something. */
  onIdle(cameraId: string): void;
  /** A camera has become unreachable: it said so, or has been silent for too long. */
  onOffline(cameraId: string): void;
  /** @default Date.now */
  now?: () => number;
};

/** A status has 2 KiB at most; whatever is longer than this is not read. */
const maxMessageBytes = 16_384;
/** Of what is wrong with a message, for the log: it may repeat the message. */
const maxProblemLength = 200;
/** Unknown cameras named in the log, at most; further ones pass silently. */
const maxStrangers = 50;

export class CameraRegistry {
  readonly #deps: CameraRegistryDeps;
  readonly #now: () => number;
  readonly #cameras = new Map<string, CameraPresence>();
  readonly #timeouts = new Map<string, NodeJS.Timeout>();
  readonly #strangers = new Set<string>();
  /** Offline because they were silent for too long, not because they said so. */
  readonly #silent = new Set<string>();

  constructor(deps: CameraRegistryDeps) {
    this.#deps = deps;
    this.#now = deps.now ?? Date.now;
    for (const id of deps.cameraIds) {
      this.#cameras.set(id, {
        state: 'unknown',
        sinceMs: this.#now(),
        connectionId: undefined,
        heard: undefined,
      });
    }
  }

  /** @returns `undefined` for a camera that is not configured */
  presence(cameraId: string): CameraPresence | undefined {
    return this.#cameras.get(cameraId);
  }

  /** Takes a message from any topic below the prefix; anything that is no camera's word is dropped. */
  receive(topic: string, payload: Buffer): void {
    const { topicPrefix, logger, onReply } = this.#deps;
    const source = parseCameraTopic(topicPrefix, topic);
    if (!source || payload.length === 0) return;
    if (!this.#cameras.has(source.cameraId)) return this.#meetStranger(source.cameraId);
    const schema = source.kind === 'status' ? CameraStatusSchema : CameraReplySchema;
    const ignore = (problem: string): void => {
      const facts = { cameraId: source.cameraId, topic, problem: problem.slice(0, maxProblemLength) };
      logger.warn(facts, 'ignored a message from a camera that is not as agreed');
    };
    if (payload.length > maxMessageBytes) return ignore(`message: has ${payload.length} bytes`);
    const text = v.pipe(v.string(), v.parseJson(), schema);
    const message = v.safeParse(text, payload.toString('utf8'));
    if (!message.success) {
      const [issue] = message.issues;
      return ignore(`${v.getDotPath(issue) ?? 'message'}: ${issue.message}`);
    }
    if (source.kind === 'status') this.#onStatus(source.cameraId, message.output as CameraStatus);
    else onReply(source.cameraId, message.output as CameraReply);
  }

  /** Nothing could be heard while the broker was away: who was silent has time to speak. */
  onLinkUp(): void {
    for (const cameraId of this.#silent) this.#set(cameraId, 'unknown', {});
    for (const cameraId of [...this.#timeouts.keys(), ...this.#silent]) this.#watch(cameraId);
    this.#silent.clear();
  }

  close(): void {
    for (const timeout of this.#timeouts.values()) clearTimeout(timeout);
    this.#timeouts.clear();
  }

  #onStatus(cameraId: string, status: CameraStatus): void {
    const before = this.#cameras.get(cameraId)!;
    const isOldWill =
      status.state === 'offline' &&
      status.connectionId !== undefined &&
      before.connectionId !== undefined &&
      status.connectionId !== before.connectionId;
    if (isOldWill) return;
    this.#set(cameraId, status.state, {
      connectionId: status.connectionId ?? before.connectionId,
      ...(status.state !== 'offline' && { heard: { status, atMs: this.#now() } }),
    });
    this.#silent.delete(cameraId);
    if (status.state === 'offline') this.#stopWatching(cameraId);
    else this.#watch(cameraId);
    if (status.state !== 'offline') this.#deps.onStatus(cameraId, status);
    const isNewConnection = status.connectionId !== before.connectionId;
    if (status.state === 'idle' && (before.state !== 'idle' || isNewConnection)) this.#deps.onIdle(cameraId);
  }

  /** A camera that has spoken once has to go on speaking. */
  #watch(cameraId: string): void {
    this.#stopWatching(cameraId);
    const onSilent = (): void => {
      this.#timeouts.delete(cameraId);
      this.#silent.add(cameraId);
      this.#set(cameraId, 'offline', {});
    };
    this.#timeouts.set(cameraId, setTimeout(onSilent, statusTimeoutMs).unref());
  }

  #stopWatching(cameraId: string): void {
    clearTimeout(this.#timeouts.get(cameraId));
    this.#timeouts.delete(cameraId);
  }

  #set(cameraId: string, state: CameraState, facts: Partial<CameraPresence>): void {
    const before = this.#cameras.get(cameraId)!;
    const sinceMs = before.state === state ? before.sinceMs : this.#now();
    this.#cameras.set(cameraId, { ...before, ...facts, state, sinceMs });
    if (before.state !== state) {
      this.#deps.logger.info({ cameraId, state, before: before.state }, 'the camera changed its state');
      if (state === 'offline') this.#deps.onOffline(cameraId);
    }
  }

  #meetStranger(cameraId: string): void {
    if (this.#strangers.has(cameraId) || this.#strangers.size >= maxStrangers) return;
    this.#strangers.add(cameraId);
    this.#deps.logger.warn(
      { cameraId },
      `a camera that is not configured speaks; to use it add { "id": "${cameraId}" } to "cameras"`,
    );
  }
}
