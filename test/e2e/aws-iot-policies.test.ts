/** The policies of the docs, permission by permission: each is needed, and nothing beyond them is allowed. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import {
  connect,
  connectAsync,
  type IClientOptions,
  type IClientPublishOptions,
  type MqttClient,
} from 'mqtt';
import { isAllowed, type PolicyAction, parsePolicy, readExamplePolicy } from '../support/aws-policy.js';
import { type AwsSite, openAwsSite, permissionCount, without } from '../support/aws-site.js';
import { createPretence } from '../support/broker-site.js';
import { certificateOf } from '../support/certificates.js';
import { until, within } from '../support/deadline.js';

type Permission = [action: PolicyAction, resourceEnd: string, refusal: RegExp];

/** What is taken out, and what the broker refuses then while a camera is woken. */
const cameraPermissions: Permission[] = [
  ['iot:Connect', 'ThingName}', /^camera-a iot:Connect client\/camera-a$/],
  ['iot:Subscribe', '/control', /^camera-a iot:Subscribe topicfilter\/cameras\/camera-a\/control$/],
  ['iot:Receive', '/control', /^camera-a iot:Receive topic\/cameras\/camera-a\/control$/],
  ['iot:Publish', '/status', /^camera-a iot:Publish topic\/cameras\/camera-a\/status$/],
  ['iot:RetainPublish', '/status', /^camera-a iot:RetainPublish topic\/cameras\/camera-a\/status$/],
  ['iot:Publish', '/event', /^camera-a iot:Publish topic\/cameras\/camera-a\/event$/],
];
const gatewayPermissions: Permission[] = [
  ['iot:Connect', 'client/rpi-live-camera-gateway-*', /^rpi-live-camera-gateway-\w+ iot:Connect client\/rpi/],
  ['iot:Publish', '/control', / iot:Publish topic\/cameras\/camera-a\/control$/],
  ['iot:Subscribe', '/status', / iot:Subscribe topicfilter\/cameras\/camera-a\/status$/],
  ['iot:Subscribe', '/event', / iot:Subscribe topicfilter\/cameras\/\+\/event$/],
  ['iot:Receive', '/status', / iot:Receive topic\/cameras\/camera-a\/status$/],
  ['iot:Receive', '/event', / iot:Receive topic\/cameras\/camera-a\/event$/],
];

describe('of the policies in the docs', () => {
  let site: AwsSite | undefined;
  afterEach(async () => {
    await site?.close();
    site = undefined;
  });

  for (const [name, permissions] of [
    ['camera-policy', cameraPermissions],
    ['gateway-policy', gatewayPermissions],
  ] as const) {
    const policy = readExamplePolicy(name);

    it(`the table of ${name} leaves nothing out`, () => {
      assert.equal(permissions.length, permissionCount(policy));
    });

    for (const [action, resourceEnd, refusal] of permissions) {
      it(`${name} needs ${action} on …${resourceEnd}`, async () => {
        const reduced = without(policy, action, resourceEnd);
        site = await openAwsSite(
          name === 'camera-policy' ? { cameraPolicy: reduced } : { gatewayPolicy: reduced },
        );
        const { refusals } = site.broker;
        const gateway = await site.startGateway(await site.settingsOf('gateway'), ['camera-a']);
        await site.startAgent('camera-a', await site.settingsOf('camera-a'), createPretence());
        const isRefused = () => {
          // A viewer, again and again: whoever lost its connection gets to speak on its next one.
          void gateway.view('camera-a').catch(() => {});
          return refusals.some((line) => refusal.test(line));
        };
        await until(isRefused, { what: `a refusal like ${refusal}`, withinMs: 15_000, everyMs: 300 });
        assert.deepEqual(
          refusals.filter((line) => !refusal.test(line)),
          [],
        );
      });
    }
  }
});

describe('the certificate of a camera', () => {
  let site: AwsSite;
  let options: IClientOptions;
  before(async () => {
    site = await openAwsSite();
    options = {
      ...(await certificateOf(await site.settingsOf('camera-a'))),
      clientId: 'camera-a',
      protocolVersion: 4,
      reconnectPeriod: 0,
    };
  });
  after(() => site.close());

  const publish =
    (topic: string, settings: IClientPublishOptions = { qos: 1 }) =>
    (client: MqttClient) =>
      client.publish(topic, '{}', settings);
  const subscribe =
    (filter: string | string[], qos: 0 | 1 | 2 = 1) =>
    (client: MqttClient) =>
      client.subscribe(filter, { qos });

  for (const [what, attempt] of [
    ['command another camera', publish('cameras/camera-b/control')],
    ['command itself', publish('cameras/camera-a/control')],
    ['speak for another camera', publish('cameras/camera-b/status')],
    ['leave a reply behind', publish('cameras/camera-a/event', { qos: 1, retain: true })],
    ['publish below its topics', publish('cameras/camera-a/status/more')],
    ['publish with QoS 2', publish('cameras/camera-a/status', { qos: 2 })],
    ['subscribe with QoS 2', subscribe('cameras/camera-a/control', 2)],
    ['hear the commands of another', subscribe('cameras/camera-b/control')],
    ['hear the commands of all', subscribe('cameras/+/control')],
    ['hear another camera', subscribe('cameras/camera-b/status')],
    ['hear everything', subscribe('#')],
    ['hear what happens inside AWS', subscribe('$aws/things/camera-b/shadow/update')],
  ] as const) {
    it(`does not let it ${what}: the broker closes the connection`, async () => {
      const client = await connectAsync(site.broker.url, options);
      client.on('error', () => {});
      const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
      attempt(client);
      await within(closed, { what: 'the broker to close the connection', withinMs: 5000 });
      await client.endAsync(true);
    });
  }

  for (const [what, change] of [
    ['as another camera', { clientId: 'camera-b' }],
    ['as a gateway', { clientId: 'rpi-live-camera-gateway-1' }],
    ['with a session that outlives it', { clean: false }],
    ['with a short keep-alive', { keepalive: 10 }],
    ['with a will of QoS 2', { will: { topic: 'x', payload: Buffer.from(''), qos: 2, retain: false } }],
  ] as [string, IClientOptions][]) {
    it(`does not let it connect ${what}`, async () => {
      const client = connect(site.broker.url, { ...options, ...change });
      client.on('error', () => {});
      const outcome = new Promise((resolve) => {
        client.once('connect', () => resolve('connected'));
        client.once('close', () => resolve('closed'));
      });
      assert.equal(await within(outcome, { what: 'an answer', withinMs: 5000 }), 'closed');
      await client.endAsync(true);
    });
  }

  it('does not let it connect without being attached to its thing', () => {
    const request = { action: 'iot:Connect', resource: 'client/camera-a', variables: {} } as const;
    const known = { 'iot:Connection.Thing.ThingName': 'camera-a' };
    const policy = readExamplePolicy('camera-policy');
    const allowed = (variables: Record<string, string>) => isAllowed(policy, { ...request, variables });
    assert.equal(allowed({ ...known, 'iot:Connection.Thing.IsAttached': 'true' }), true);
    assert.equal(allowed({ ...known, 'iot:Connection.Thing.IsAttached': 'false' }), false);
    assert.equal(allowed(known), false);
    assert.equal(allowed({ 'iot:Connection.Thing.IsAttached': 'true' }), false);
  });
});

describe('the evaluator of policies', () => {
  const allow = (Resource: string, Effect = 'Allow') => ({
    Sid: 'x',
    Effect,
    Action: 'iot:Publish',
    Resource,
  });
  const base = 'arn:aws:iot:eu-central-1:123456789012:';
  const allows = (resource: string, ...statements: object[]) =>
    isAllowed(parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements })), {
      action: 'iot:Publish',
      resource,
      variables: { id: 'a*' },
    });

  for (const [what, expected, resource, ...statements] of [
    ['takes * for anything', true, 'topic/a/b/c', allow(`${base}topic/a/*`)],
    ['takes ? for one character', false, 'topic/a/bb', allow(`${base}topic/a/?`)],
    ['takes + for itself', false, 'topic/a/b', allow(`${base}topic/a/+`)],
    ['takes a wildcard in a variable for text', false, 'topic/ab', allow(`${base}topic/$\{id}`)],
    ['fills in variables', true, 'topic/a*', allow(`${base}topic/$\{id}`)],
    ['takes an unknown variable for nothing', false, 'topic/', allow(`${base}topic/$\{other}`)],
    ['lets a denial win', false, 'topic/a', allow(`${base}*`), allow(`${base}topic/a`, 'Deny')],
    ['denies what nobody allows', false, 'topic/b', allow(`${base}topic/a`)],
  ] as const) {
    it(what, () => assert.equal(allows(resource, ...statements), expected));
  }

  it('throws at what it does not understand', () => {
    for (const strange of [{ NotAction: 'x' }, { Action: 'iot:*' }, { Effect: 'Maybe' }, { Resource: '*' }]) {
      assert.throws(() => allows('topic/a', { ...allow(`${base}topic/a`), ...strange }), /x: not understood/);
    }
    assert.throws(() => parsePolicy(JSON.stringify({ filler: 'x'.repeat(2048) })), /2048 characters/);
  });
});
