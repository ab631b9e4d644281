/**
 * From the bytes of a control message to an event of the run machine, to a reply that refuses it, or to nothing.
 * Pure but for the clock it is handed; called by the agent for every message on its control topic.
 */
import {
  type ControlCommand,
  ControlCommandSchema,
  type ControlEnvelope,
  ControlEnvelopeSchema,
  controlActions,
  maxFailureMessageLength,
  protocolVersion,
} from '@rpi-live-camera/protocol';
import * as v from 'valibot';
import type { Clock } from '../clock/clock.js';
import { withoutInput } from '../config/parse-config.js';
import type { Failure } from '../errors/agent-error.js';
import type { CommandEvent } from '../lease/run-step.js';
import { redact } from '../log/redact.js';

/** Larger messages are ignored: a command is well below 1 KiB. */
export const maxCommandBytes = 65_536;
/** Longer ids are refused, so that those remembered stay small. */
export const maxIdLength = 128;

export type ControlMessage = { payload: Buffer; isRetained: boolean };

export type ReadCommand =
  | { type: 'command'; event: CommandEvent }
  /** `inReplyTo` is null for a message without an `id`, which cannot be answered. */
  | { type: 'refused'; inReplyTo: string | null; error: Failure }
  | { type: 'ignored'; why: string };

/** A retained message is old by definition: nobody knows when it was true, so it is ignored whatever it says. */
export function readCommand({ payload, isRetained }: ControlMessage, clock: Clock): ReadCommand {
  if (isRetained)
    return { type: 'ignored', why: 'it is a retained message; publish commands without retain' };
  if (payload.length > maxCommandBytes) return { type: 'ignored', why: `it has ${payload.length} bytes` };
  const json = parseJson(payload);
  const envelope = v.safeParse(ControlEnvelopeSchema, json);
  if (!envelope.success) return { type: 'ignored', why: 'it is not a JSON object with an action' };
  const error = findFault(envelope.output, clock);
  if (error) return { type: 'refused', inReplyTo: replyableId(envelope.output), error };
  const command = v.safeParse(ControlCommandSchema, json);
  if (command.success) return { type: 'command', event: toEvent(command.output, clock.nowMs()) };
  const [issue] = command.issues;
  const message = redact(`${v.getDotPath(issue) ?? 'command'}: ${withoutInput(issue.message)}`);
  return {
    type: 'refused',
    inReplyTo: replyableId(envelope.output),
    // Replies go to a topic that others read, too.
    error: { code: 'invalid_command', message: message.slice(0, maxFailureMessageLength) },
  };
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}

function replyableId({ id }: ControlEnvelope): string | null {
  return id !== undefined && id.length <= maxIdLength ? id : null;
}

function findFault(envelope: ControlEnvelope, clock: Clock): Failure | undefined {
  const { action, id, runId } = envelope;
  if (envelope.v > protocolVersion) {
    const message = `Version ${envelope.v} of the protocol is newer than this agent, which speaks ${protocolVersion}. Update the agent.`;
    return { code: 'unsupported_version', message };
  }
  if (!Object.values<string>(controlActions).includes(action)) {
    const known = Object.values(controlActions).join(', ');
    return {
      code: 'unknown_action',
      message: `Unknown action ${JSON.stringify(redact(action).slice(0, 40))}. Known: ${known}.`,
    };
  }
  if ((id?.length ?? 0) > maxIdLength || (runId?.length ?? 0) > maxIdLength) {
    return { code: 'invalid_command', message: `id and runId may have ${maxIdLength} characters at most.` };
  }
  return findExpiry(envelope, clock);
}

/**
 * A STOP that names its run never expires: a run that was ended once is not wanted again. Everything else does, but only
 * by a wall clock that is known to be right.
 */
function findExpiry({ action, runId, issuedAt, ttlMs }: ControlEnvelope, clock: Clock): Failure | undefined {
  if (issuedAt === undefined || ttlMs === undefined || !clock.isSynchronised()) return undefined;
  if (action === controlActions.stop && runId !== undefined) return undefined;
  const ageMs = clock.wallClockMs() - Date.parse(issuedAt);
  if (!(ageMs > ttlMs)) return undefined;
  const message = `Issued ${ageMs} ms ago by the gateway's clock, valid for ${ttlMs} ms. If this repeats, set the gateway's clock by NTP.`;
  return { code: 'command_expired', message };
}

function toEvent(command: ControlCommand, atMs: number): CommandEvent {
  switch (command.action) {
    case controlActions.start:
      return { type: 'start', command, atMs };
    case controlActions.stop:
      return { type: 'stop', command, atMs };
    case controlActions.forceKeyframe:
      return { type: 'force_keyframe', command, atMs };
  }
}
