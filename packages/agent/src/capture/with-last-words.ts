/** Gives a failure what its program said last, for the status. Called by every capture that is a program. */
import type { Failure } from '../errors/agent-error.js';
import type { LastWords } from '../process/last-words.js';

export function withLastWords(failure: Failure, lastWords: LastWords): Failure {
  return { ...failure, lastWords: [...lastWords.lines()] };
}
