/** `npm run soak -- --minutes 60 --viewers 30 --cameras 3 --fault-every 10s --seed 1`. */
import { parseArgs } from 'node:util';
import { OptionError, parseNumber } from '../bench/bench-options.js';

export type SoakOptions = {
  minutes: number;
  viewerCount: number;
  cameraCount: number;
  faultEveryMs: number;
  /** The same faults and the same viewers, as far as a machine allows. */
  seed: number;
  /** Runs the gateway without V8's compilers, whose code goes on filling the heap for hours: so the whole heap can be judged. */
  isInterpreted: boolean;
};

const defaults = { minutes: '5', viewers: '30', cameras: '3', 'fault-every': '10s', seed: '1' };

/** @throws OptionError in a sentence */
export function readSoakOptions(args: string[]): SoakOptions {
  const names = Object.keys(defaults);
  const texts = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  const options = { ...texts, interpreted: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args, options }) as { values: Record<string, string | boolean | undefined> };
  const text = (name: keyof typeof defaults) => String(values[name] ?? defaults[name]);
  const every = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text('fault-every'));
  if (!every)
    throw new OptionError(`--fault-every is ${text('fault-every')}; it has to be a time such as 10s.`);
  return {
    minutes: parseNumber('minutes', text('minutes'), 1.5),
    viewerCount: parseNumber('viewers', text('viewers'), 1),
    cameraCount: parseNumber('cameras', text('cameras'), 1),
    faultEveryMs: Number(every[1]) * (every[2] === 's' ? 1000 : 1),
    seed: parseNumber('seed', text('seed'), 0),
    isInterpreted: values.interpreted === true,
  };
}
