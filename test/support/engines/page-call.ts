/** A function of a test as text that runs in a page and answers with JSON, the same for all engines. */

/** What the page gives back. Errors travel as text, because each protocol would wrap them in another way. */
type Answer = { value?: unknown; error?: string };

/**
 * An expression for the page, of a promise of JSON. `__name` is what the compiler of the tests puts around functions to
 * keep their names.
 */
export function pageExpression(run: (argument: never) => unknown, argument: unknown): string {
  const call = `((__name) => (${run}))((named) => named)(${JSON.stringify(argument)})`;
  return `(async () => JSON.stringify({ value: await ${call} }))().catch((error) => JSON.stringify({ error: String(error) }))`;
}

/** @throws what the function in the page has thrown */
export function readAnswer<Result>(json: unknown): Result {
  if (typeof json !== 'string') throw new Error(`the page answered ${JSON.stringify(json)}`);
  const { value, error } = JSON.parse(json) as Answer;
  if (error !== undefined) throw new Error(`in the page: ${error}`);
  return value as Result;
}

/** The `evaluate` of an engine that can run an expression. */
export function evaluateBy(runExpression: (expression: string) => Promise<unknown>) {
  return async <Result>(run: (argument: never) => unknown, argument?: unknown): Promise<Result> =>
    readAnswer<Result>(await runExpression(pageExpression(run, argument ?? null)));
}

export type Point = { x: number; y: number };

/** To be called in the page: the middle of an element, brought into view. */
export function middleOf(selector: string): Point {
  const element = document.querySelector(selector);
  if (element === null) throw new Error(`nothing in the page matches ${selector}`);
  element.scrollIntoView({ block: 'nearest' });
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
}
