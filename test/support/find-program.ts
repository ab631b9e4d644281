/** Where the programs are that tests start by themselves: browsers, their drivers, a display. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The first of `names` that PATH has, or the first that is a path to a program.
 *
 * @param variable of the environment; when it is set it wins, and is not looked at further
 */
export function findProgram(names: readonly string[], variable?: string): string | undefined {
  const chosen = variable && process.env[variable];
  if (chosen) return chosen;
  const directories = (process.env.PATH ?? '').split(delimiter);
  return names
    .flatMap((name) =>
      name.startsWith('/') ? [name] : directories.map((directory) => join(directory, name)),
    )
    .find(isExecutable);
}
