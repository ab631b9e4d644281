/** The agent as a library. */
export { type Agent, type AgentDeps, createAgent } from './agent.js';
export type { Capture, CaptureEnd, CaptureRequest } from './capture/capture.js';
export type { AgentConfig, AgentOptions } from './config/agent-config.js';
export type { Clock } from './control/clock.js';
export { AgentError, type AgentErrorCode, agentErrorCodes, type Failure } from './errors/agent-error.js';
export type { Logger } from './log/logger.js';
