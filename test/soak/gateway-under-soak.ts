/** Starts the gateway of the soak, asks it how it is, and ends it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { GatewayOptions } from '@rpi-live-camera/gateway';
import type {
  SelfMeasure,
  SoakAnswer,
  SoakOrder,
} from '../../packages/gateway/src/testing/soaked-gateway.js';
import { until, within } from '../support/deadline.js';

export type GatewayUnderSoak = {
  pid: number;
  url: string;
  measure(): Promise<SelfMeasure>;
  /** Warnings and errors so far: sentence → how often. */
  readonly said: ReadonlyMap<string, number>;
  /** @returns what still keeps it alive when all is closed, and whether it ended by itself */
  end(): Promise<{ left: Record<string, number>; exitCode: number | null }>;
  kill(): void;
};

const program = fileURLToPath(
  new URL('../../packages/gateway/src/testing/soaked-gateway.ts', import.meta.url),
);

/** Bytecode is all that is made of a function then, once, and what it notes of its calls has its place with the first one. */
const withoutCompilers = [
  '--no-opt',
  '--no-sparkplug',
  '--no-flush-bytecode',
  '--no-lazy-feedback-allocation',
];

export type GatewayUnderSoakOptions = { config: GatewayOptions; port: number; isInterpreted: boolean };

export async function startGatewayUnderSoak(options: GatewayUnderSoakOptions): Promise<GatewayUnderSoak> {
  const { config, port, isInterpreted } = options;
  const flags = ['--expose-gc', ...(isInterpreted ? withoutCompilers : [])];
  const child = fork(program, { execArgv: [...process.execArgv, ...flags] });
  const exited = once(child, 'exit');
  const said = new Map<string, number>();
  const answers: Exclude<SoakAnswer, { log: string }>[] = [];
  child.on('message', (answer: SoakAnswer) => {
    if (!('log' in answer)) return void answers.push(answer);
    const sentence = answer.log.split(' {')[0]!;
    said.set(sentence, (said.get(sentence) ?? 0) + 1);
  });
  const order = (what: SoakOrder) => child.send(what);
  const answerTo = async <Kind extends string>(what: SoakOrder, kind: Kind, withinMs = 10_000) => {
    order(what);
    const isIt = () => {
      const at = answers.findIndex((answer) => kind in answer);
      return at < 0 ? undefined : answers.splice(at, 1)[0];
    };
    const answer = await until(isIt, { what: `the gateway to answer with ${kind}`, withinMs, everyMs: 5 });
    return answer as Extract<SoakAnswer, Record<Kind, unknown>>;
  };
  const { url } = await answerTo({ start: config, port }, 'url', 30_000);
  return {
    pid: child.pid!,
    url,
    measure: async () => (await answerTo('measure', 'measure')).measure,
    said,
    async end() {
      const { left } = await answerTo('end', 'left');
      await within(exited, { what: 'the gateway to end by itself', withinMs: 5000 }).catch(() =>
        child.kill('SIGKILL'),
      );
      return { left, exitCode: child.exitCode };
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
