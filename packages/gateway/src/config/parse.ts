/** Checks settings against the schema and words what is wrong, all of it at once, each with its path. */
import * as v from 'valibot';
import { findAuthProblems } from './auth-problems.js';
import { findBrokerProblems } from './broker-rules.js';
import { closestWord } from './closest-word.js';
import { findRecordingProblems } from './recording-settings.js';
import { type Config, ConfigSchema } from './schema.js';
import { findTimeShiftProblems } from './time-shift-settings.js';

/** Settings that cannot be used. `problems` has one sentence each; the message is all of them. */
export class ConfigError extends Error {
  /** One sentence each: the setting, what is wrong with it, what to do. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Fills in the defaults and checks every value.
 *
 * @throws ConfigError naming every wrong or unknown setting
 */
export function parseConfig(input: unknown): Config {
  const result = v.safeParse(ConfigSchema, input);
  const problems = result.success ? findContradictions(result.output) : result.issues.map(describeIssue);
  if (problems.length > 0) throw new ConfigError(problems);
  return result.output as Config;
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? '(top level)';
  if (issue.type === 'strict_object') {
    if (issue.expected !== 'never') {
      return issue.received === 'undefined' ? `${path}: is missing` : `${path}: must be an object`;
    }
    const last = issue.path?.at(-1);
    const known = last?.type === 'object' ? knownKeys(issue) : [];
    const guess = closestWord(String(last?.key ?? ''), known);
    return `${path}: unknown setting${guess ? `, did you mean "${guess}"?` : ''}`;
  }
  return `${path}: ${withoutValue(issue.message)}`;
}

/** The words of the schema library repeat what was given, which may be a secret in the wrong place. */
function withoutValue(message: string): string {
  return message.replace(/ but received .*$/s, '');
}

/** The names that the schema has where an unknown one was found. */
function knownKeys(issue: v.BaseIssue<unknown>): string[] {
  let entries: Record<string, unknown> | undefined = ConfigSchema.entries;
  for (const { key } of issue.path?.slice(0, -1) ?? []) {
    if (typeof key === 'number') continue;
    entries = entriesOf(entries?.[String(key)]);
  }
  return Object.keys(entries ?? {});
}

/** Looks through optional, nullable, pipe and array for the object inside a schema. */
export function entriesOf(schema: unknown): Record<string, unknown> | undefined {
  const node = schema as { entries?: Record<string, unknown>; wrapped?: unknown; item?: unknown } | undefined;
  if (!node) return undefined;
  return node.entries ?? entriesOf(node.wrapped ?? node.item);
}

/** Rules that span several settings, and settings whose work is not there yet: refused rather than ignored. */
function findContradictions(config: Config): string[] {
  const problems: string[] = [];
  const ids = config.cameras.map((camera) => camera.id);
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) {
    problems.push(`cameras: "${id}" is listed twice; every camera needs its own id`);
  }
  if ((config.tls.certFile === null) !== (config.tls.keyFile === null)) {
    problems.push('tls: certFile and keyFile go together');
  }
  if ((config.mqtt.certFile === null) !== (config.mqtt.keyFile === null)) {
    problems.push('mqtt: certFile and keyFile go together');
  }
  problems.push(...findUnusedTlsSettings(config), ...findBrokerProblems(config));
  const { controlTopic } = config.mqtt;
  if (controlTopic !== null && !controlTopic.includes('{cameraId}') && config.cameras.length > 1) {
    problems.push(
      `mqtt.controlTopic: "${controlTopic}" reaches one camera only; write {cameraId} into it, or configure one camera`,
    );
  }
  problems.push(
    ...findAuthProblems(config),
    ...findRecordingProblems(config),
    ...findTimeShiftProblems(config),
  );
  const { headersTimeoutMs, requestTimeoutMs } = config.limits;
  if (headersTimeoutMs > requestTimeoutMs) {
    problems.push('limits.headersTimeoutMs: must not be more than limits.requestTimeoutMs');
  }
  const { cameraId } = config.compat;
  if (cameraId !== null && !ids.includes(cameraId)) {
    problems.push(`compat.cameraId: "${cameraId}" is not the id of a camera in "cameras"`);
  }
  return problems;
}

/** A certificate that nobody looks at would be taken for protection. */
function findUnusedTlsSettings({ mqtt, broker }: Config): string[] {
  if (broker.enabled || /^(mqtts|wss):/i.test(mqtt.url)) return [];
  return (['caFile', 'certFile', 'alpn'] as const)
    .filter((setting) => mqtt[setting] !== null)
    .map((setting) => `mqtt.${setting}: is of no use without TLS; use mqtts:// in mqtt.url`);
}
