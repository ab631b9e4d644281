/** Asks somebody at a terminal. The seam at which tests answer. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export interface Prompter {
  /** Resolves with the answer without outer spaces. Rejects when there is nobody any more (Ctrl-C, Ctrl-D). */
  ask(question: string): Promise<string>;
  /** The same, but what is typed is not shown. */
  askSecret(question: string): Promise<string>;
  close(): void;
}

export function createTerminalPrompter(): Prompter {
  let echo: 'shown' | 'hidden' = 'shown';
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (echo === 'shown') process.stdout.write(chunk);
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  const gone = new AbortController();
  terminal.once('close', () => gone.abort());
  const ask = async (question: string) => (await terminal.question(question, { signal: gone.signal })).trim();
  return {
    ask,
    async askSecret(question) {
      process.stdout.write(question);
      echo = 'hidden';
      try {
        return await ask('');
      } finally {
        echo = 'shown';
        process.stdout.write('\n');
      }
    },
    close: () => terminal.close(),
  };
}
