/** What every fuzzed surface is: how inputs are made, and what must hold for each. Run by the campaign, one surface a process. */
import type { Arbitrary } from 'fast-check';

export type OpenSurface<Input> = {
  /** Inputs are plain JSON, so that one that fails can be kept as a file. */
  inputs: Arbitrary<Input>;
  /** @throws where an invariant is broken */
  check(input: Input): void | Promise<void>;
  /** What one input may cost at most, in steps of the program; without it the surface is not counted. */
  stepLimit?(input: Input): number;
  close?(): void | Promise<void>;
};

export type Surface<Input = never> = {
  name: string;
  /** Makes what all checks share, such as a server. */
  open(): OpenSurface<Input> | Promise<OpenSurface<Input>>;
};

/** A broken invariant, as a sentence. */
export class Broken extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Broken';
  }
}

export function must(holds: boolean, say: () => string): asserts holds {
  if (!holds) throw new Broken(say());
}
