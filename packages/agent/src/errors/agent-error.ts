/** The one error class of the agent, and the codes that its replies, its status and its exceptions share. */

/** Every code, as replies, status and exceptions have them. */
export const agentErrorCodes = [
  'config_invalid',
  'program_missing',
  'program_unsuitable',
  'no_camera',
  'camera_busy',
  'camera_denied',
  'camera_unreachable',
  'camera_unsupported',
  'capture_failed',
  'capture_stalled',
  'lease_expired',
  'run_stopped',
  'run_replaced',
  'run_ended',
  'run_not_active',
  'output_missing',
  'keyframe_unsupported',
  'unknown_action',
  'unsupported_version',
  'invalid_command',
  'command_expired',
  'shutting_down',
] as const;
/** One of `agentErrorCodes`. */
export type AgentErrorCode = (typeof agentErrorCodes)[number];

/** A failure as it goes over MQTT. The message says what failed and what to do, and never holds a passphrase. */
export type Failure = {
  code: AgentErrorCode;
  message: string;
  /** Last lines of output of the program that failed, oldest first; told in the status alone. */
  lastWords?: readonly string[];
};

/** Thrown by `createAgent` and `loadConfig`. The message says what is wrong, with its place, then what to do. */
export class AgentError extends Error {
  readonly code: AgentErrorCode;

  constructor(code: AgentErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'AgentError';
    this.code = code;
  }
}
