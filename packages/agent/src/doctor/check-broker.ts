/** Whether the broker lets this camera in, and lets it listen and speak. */
import type { BrokerTrial } from '../trial/try-broker.js';
import { type Finding, ok, problem } from './finding.js';

export type BrokerDeps = {
  /** Without user and password. */
  broker: string;
  /** What the agent that runs here says of itself; null when none runs. */
  runningAgent: string | null;
  tryBroker(): Promise<BrokerTrial>;
};

/**
 * An agent that is connected is proof enough, and is left alone: the broker would cut it off for another client of the
 * same id. One that waits for the broker has nothing to lose.
 */
export async function checkBroker({ broker, runningAgent, tryBroker }: BrokerDeps): Promise<Finding> {
  if (runningAgent !== null && !runningAgent.includes('waiting for the MQTT broker')) {
    return ok('broker', `The agent that runs here is connected to ${broker} and says: ${runningAgent}.`);
  }
  const trial = await tryBroker();
  if (trial.outcome === 'failed') return problem('broker', `${broker}: ${trial.message}.`);
  return ok('broker', `${broker} lets this camera in, listen, and tell its status.`);
}
