/** Surface 3: what anybody with access to the broker can publish, to the gateway and to the agent. */
import fc from 'fast-check';
import type { Surface } from '../surface.js';
import { judgeAgent } from './agent-judge.js';
import { judgeGateway } from './gateway-judge.js';
import { type ToAgent, type ToGateway, toAgent, toGateway } from './mqtt-messages.js';

export type MqttInput = { to: 'gateway'; messages: ToGateway[] } | { to: 'agent'; messages: ToAgent[] };

const inputs: fc.Arbitrary<MqttInput> = fc.oneof(
  fc.record({
    to: fc.constant('gateway' as const),
    messages: fc.array(toGateway, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    to: fc.constant('agent' as const),
    messages: fc.array(toAgent, { minLength: 1, maxLength: 6 }),
  }),
);

/** For each message, whatever is in it. */
const maxSteps = 4000;

export const mqttSurface: Surface<MqttInput> = {
  name: 'mqtt',
  open: () => ({
    inputs,
    stepLimit: ({ messages }) => maxSteps * messages.length,
    check: (input) => (input.to === 'gateway' ? judgeGateway(input.messages) : judgeAgent(input.messages)),
  }),
};
