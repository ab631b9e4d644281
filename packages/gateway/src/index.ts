/** The gateway as a library. */

/** For `createGateway` where `serveGateway` serves it, alone or inside another app. */
export { upgradeWebSocket } from '@hono/node-server';
export type { ViewerAction } from './auth/viewer-actions.js';
export { createViewerToken, type ViewerTokenOptions } from './auth/viewer-token.js';
export { ConfigError } from './config/parse.js';
export { GatewayError } from './errors/gateway-error.js';
export { createGateway, type Gateway, type GatewayDeps, type GatewayOptions } from './gateway.js';
export type { Logger } from './log/logger.js';
export { createPinoLogger, type LogLevel } from './log/pino-logger.js';
export { type GatewayMount, mountGateway } from './mount.js';
export { type GatewayServer, ListenError, type ServeOptions, serveGateway } from './server.js';
export { type SimulatedCamera, startSimulatedCamera } from './simulate/simulated-camera.js';
export { chooseSimulatedIngest, type SimulatedIngest } from './simulate/simulated-ingest.js';
