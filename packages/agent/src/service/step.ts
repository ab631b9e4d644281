/** A change of the machine that says what it is going to do before it does it. `init` is a list of them. */

export type Step = {
  /** What it does, as an imperative sentence without a full stop. */
  says: string;
  /** Does it. @returns null, or what went wrong and what to do */
  run(): Promise<string | null>;
};

export type RunStepsDeps = {
  /** `say only` for `--dry-run`. */
  mode: 'do' | 'say only';
  say(line: string): void;
};

/**
 * Takes one step after the other and stops at the first that fails, since the next ones build upon it. What a step
 * throws counts as its failure.
 *
 * @returns what went wrong, as `init` repeats it at its end
 */
export async function runSteps(steps: readonly Step[], { mode, say }: RunStepsDeps): Promise<string | null> {
  for (const { says, run } of steps) {
    say(mode === 'do' ? `- ${says}` : `- would: ${says}`);
    if (mode === 'say only') continue;
    const problem = await run().catch((error: Error) => `${error.message}.`);
    if (problem !== null) {
      say(`  failed: ${problem}`);
      return `${says}: ${problem}`;
    }
  }
  return null;
}
