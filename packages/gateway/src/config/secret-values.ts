/** The secrets among the settings, as they are, so that the log can leave them out. Told by the names of settings. */

const secretName = /password|secret|credential/i;

/** @returns every text below a setting with such a name */
export function secretValues(settings: unknown, isSecret = false): string[] {
  if (typeof settings === 'string') return isSecret ? [settings] : [];
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).flatMap(([name, value]) =>
    secretValues(value, isSecret || secretName.test(name)),
  );
}
