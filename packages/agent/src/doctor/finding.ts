/** What a check has found. `doctor` and `init` print them; each check of this folder makes one. */

export type Finding = {
  /** What was looked at, in a word or two. */
  check: string;
  /** `note`: nothing is wrong as far as can be told, but there is something to know. */
  outcome: 'ok' | 'problem' | 'note';
  /** What was found, as a sentence; with a problem, what to do about it, too. */
  message: string;
};

/** A check, not done yet. Never rejects. */
export type Check = () => Promise<Finding> | Finding;

export const ok = (check: string, message: string): Finding => ({ check, outcome: 'ok', message });
export const problem = (check: string, message: string): Finding => ({ check, outcome: 'problem', message });
export const note = (check: string, message: string): Finding => ({ check, outcome: 'note', message });

/** One line for people. */
export function formatFinding({ check, outcome, message }: Finding): string {
  return `${outcome.padEnd(7)}  ${check.padEnd(11)}  ${message}`;
}
