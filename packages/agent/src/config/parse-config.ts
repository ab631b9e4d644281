/** Checks settings against the schema and words what is wrong: everything at once, each with its path. */
import * as v from 'valibot';
import { AgentError } from '../errors/agent-error.js';
import { type AgentConfig, AgentConfigSchema, listSettings } from './agent-config.js';
import { nearestName } from './nearest-name.js';

/**
 * Fills in the defaults.
 *
 * @param problems what is known to be wrong already, told together with the rest
 * @throws AgentError `config_invalid`, one line a problem
 */
export function parseConfig(input: unknown, problems: readonly string[] = []): AgentConfig {
  const result = v.safeParse(AgentConfigSchema, input);
  const found = result.success ? findContradictions(result.output) : result.issues.map(describeIssue);
  const all = [...problems, ...found];
  if (all.length > 0 || !result.success) throw configError(all);
  return result.output;
}

export function configError(problems: readonly string[]): AgentError {
  const lines = problems.map((problem) => `  - ${problem}`);
  return new AgentError('config_invalid', ['The configuration cannot be used:', ...lines].join('\n'));
}

/** What the schema library says, without the input that it repeats: that may be a secret in the wrong place. */
export function withoutInput(issueMessage: string): string {
  return issueMessage.replace(/ but received .*$/s, '');
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'configuration';
  const message = withoutInput(issue.message);
  if (issue.type !== 'strict_object' || path === 'configuration') return `${path}: ${message}`;
  if (issue.expected === 'never') {
    const guess = nearestName(path, knownPaths());
    return `${path}: unknown setting${guess ? `; did you mean ${guess}?` : ''}`;
  }
  return issue.received === 'undefined' ? `${path}: is missing` : `${path}: ${message}`;
}

/** Settings and the groups they are in. */
function knownPaths(): string[] {
  const paths = listSettings().flatMap(({ path }) =>
    path.map((_, index) => path.slice(0, index + 1).join('.')),
  );
  return [...new Set(paths)];
}

function findContradictions({ mqtt, lease, capture }: AgentConfig): string[] {
  const problems: string[] = [];
  if ((mqtt.certFile === null) !== (mqtt.keyFile === null)) {
    problems.push('mqtt.certFile and mqtt.keyFile: give both or none');
  }
  for (const [type, setting] of [
    ['rtsp', 'url'],
    ['file', 'file'],
  ] as const) {
    if (capture.type === type && capture[setting] === null) {
      problems.push(`capture.${setting}: is missing; capture.type "${type}" needs it`);
    }
  }
  problems.push(...findUnusedTlsSettings(mqtt));
  if (lease.defaultMs > lease.maxMs) {
    problems.push(`lease.defaultMs: ${lease.defaultMs} ms is longer than lease.maxMs, ${lease.maxMs} ms`);
  }
  return problems;
}

/** A certificate that nobody looks at would be taken for protection. */
function findUnusedTlsSettings(mqtt: AgentConfig['mqtt']): string[] {
  if (/^(mqtts|wss):/i.test(mqtt.url)) return [];
  return (['caFile', 'certFile', 'alpn'] as const)
    .filter((setting) => mqtt[setting] !== null)
    .map((setting) => `mqtt.${setting}: is of no use without TLS; use mqtts:// in mqtt.url`);
}
