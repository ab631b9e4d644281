/**
 * Evaluates AWS IoT Core policies as far as the ones in `docs/examples/aws-iot` go, and throws at anything further, so
 * that a statement never passes for something which it does not say. Used by the AWS-rules broker.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type PolicyAction =
  | 'iot:Connect'
  | 'iot:Publish'
  | 'iot:RetainPublish'
  | 'iot:Subscribe'
  | 'iot:Receive';

export type PolicyStatement = {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action: PolicyAction | PolicyAction[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};

export type Policy = { Version: '2012-10-17'; Statement: PolicyStatement[] };

export type PolicyRequest = {
  action: PolicyAction;
  /** Such as `topic/cameras/front-door/status`, without what every ARN begins with. */
  resource: string;
  /** Values of policy variables such as `iot:Connection.Thing.ThingName`; those that are not known are absent. */
  variables: Readonly<Record<string, string>>;
  /** `LastWill`, `PersistentConnect`: what a CONNECT asks for. */
  connectAttributes?: readonly string[];
};

const arnBase = 'arn:aws:iot:eu-central-1:123456789012:';
const statementKeys = ['Sid', 'Effect', 'Action', 'Resource', 'Condition'];
const actions: readonly string[] = [
  'iot:Connect',
  'iot:Publish',
  'iot:RetainPublish',
  'iot:Subscribe',
  'iot:Receive',
];
/** Quota of AWS for one document, blanks not counted. */
const maxPolicyLength = 2048;

/** A policy as the docs show it. */
export function readExamplePolicy(name: 'camera-policy' | 'gateway-policy'): Policy {
  const file = fileURLToPath(new URL(`../../docs/examples/aws-iot/${name}.json`, import.meta.url));
  return parsePolicy(readFileSync(file, 'utf8'));
}

export function parsePolicy(text: string): Policy {
  const length = text.replaceAll(/\s/g, '').length;
  if (length > maxPolicyLength)
    throw new Error(`AWS takes ${maxPolicyLength} characters, this has ${length}`);
  const policy = JSON.parse(text) as Policy;
  if (policy.Version !== '2012-10-17') throw new Error('policy variables need the version 2012-10-17');
  for (const statement of policy.Statement) {
    const strange = Object.keys(statement).filter((key) => !statementKeys.includes(key));
    strange.push(...listOf(statement.Action).filter((action) => !actions.includes(action)));
    strange.push(...listOf(statement.Resource).filter((resource) => !resource.startsWith(arnBase)));
    if (!['Allow', 'Deny'].includes(statement.Effect)) strange.push(statement.Effect);
    if (strange.length > 0) throw new Error(`${statement.Sid}: not understood: ${strange.join(', ')}`);
  }
  return policy;
}

/** Denied unless a statement allows it and none denies it. */
export function isAllowed({ Statement: statements }: Policy, request: PolicyRequest): boolean {
  const matching = statements.filter((statement) => matches(statement, request));
  return (
    matching.some(({ Effect: effect }) => effect === 'Allow') &&
    !matching.some(({ Effect: effect }) => effect === 'Deny')
  );
}

export function listOf<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

function matches(statement: PolicyStatement, request: PolicyRequest): boolean {
  return (
    listOf(statement.Action).includes(request.action) &&
    listOf(statement.Resource).some((pattern) => matchesResource(pattern, request)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) =>
        holds({ operator, key, wanted: listOf(wanted) }, request),
      ),
    )
  );
}

/** `*` is anything, slashes too; `?` one character; MQTT's own wildcards mean nothing. An unknown variable matches nothing. */
function matchesResource(pattern: string, { resource, variables }: PolicyRequest): boolean {
  const tokens = pattern.slice(arnBase.length).match(/\$\{[^}]*\}|[*?]|[^$*?]+|\$/g) ?? [];
  const parts = tokens.map((token) => {
    if (token === '*') return '.*';
    if (token === '?') return '.';
    const [, name] = /^\$\{(.*)\}$/.exec(token) ?? [];
    const text = name === undefined ? token : variables[name];
    return text === undefined ? '(?!)' : text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`).test(resource);
}

function holds(
  { operator, key, wanted }: { operator: string; key: string; wanted: string[] },
  { variables, connectAttributes = [] }: PolicyRequest,
): boolean {
  if (operator === 'Bool') return wanted.includes(variables[key] ?? 'absent');
  if (operator === 'ForAllValues:StringEquals' && key === 'iot:ConnectAttributes')
    return connectAttributes.every((attribute) => wanted.includes(attribute));
  throw new Error(`not understood: ${operator} of ${key}`);
}
