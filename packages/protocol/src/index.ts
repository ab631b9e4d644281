/** The whole protocol: schemas, the types inferred from them, topics and constants. Browsers use `./http` instead. */
export * from './broker/broker-problem.js';
export * from './broker/broker-settings.js';
export * from './broker/broker-watch.js';
export * from './broker/reconnect-delay.js';
export * from './broker/refused-topics.js';
export * from './camera-health.js';
export * from './camera-status.js';
export * from './commands.js';
export * from './http.js';
export * from './problem.js';
export * from './recordings.js';
export * from './resources.js';
export * from './topics.js';
