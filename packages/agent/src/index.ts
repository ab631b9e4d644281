/** The agent as a library. */
export { type Agent, type AgentDeps, createAgent } from './agent.js';
export type { Capture, CaptureEnd, CaptureProgress, CaptureRequest } from './capture/capture.js';
export type { Clock } from './clock/clock.js';
export type { AgentConfig, AgentOptions } from './config/agent-config.js';
export { AgentError, type AgentErrorCode, agentErrorCodes, type Failure } from './errors/agent-error.js';
export type { Logger } from './log/logger.js';
