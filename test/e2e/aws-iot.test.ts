/** Gateway and agent at a broker that enforces AWS's rules and the policies of the docs. Not AWS itself. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { readExamplePolicy } from '../support/aws-policy.js';
import { type AwsSite, type AwsSiteOptions, openAwsSite, without } from '../support/aws-site.js';
import { createPretence, watchOnce } from '../support/broker-site.js';
import { until } from '../support/deadline.js';

let opened: AwsSite | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

async function open(options: AwsSiteOptions = {}): Promise<AwsSite> {
  opened = await openAwsSite(options);
  return opened;
}

describe('a broker with the rules of AWS IoT Core', () => {
  for (const [where, settingsAt] of [
    ['on port 8883', () => ({})],
    ['on port 443, by ALPN', ({ broker }: AwsSite) => ({ url: broker.alpnUrl, alpn: 'x-amzn-mqtt-ca' })],
  ] as const) {
    it(`${where} carries everything from START to media, to STOP`, async () => {
      const site = await open();
      const settings = settingsAt(site);
      const gateway = await site.startGateway({ ...(await site.settingsOf('gateway')), ...settings }, [
        'camera-a',
      ]);
      const agent = await site.startAgent('camera-a', {
        ...(await site.settingsOf('camera-a')),
        ...settings,
      });
      await gateway.untilCamera('camera-a', 'idle');
      await watchOnce(gateway, 'camera-a');
      await gateway.untilCamera('camera-a', 'idle');
      assert.deepEqual(site.broker.refusals, []);
      assert.deepEqual([...gateway.log.lines(/^error/), ...agent.log.lines(/^(error|warn)/)], []);
    });
  }

  it('takes a user name and a password instead of certificates where an authorizer checks them', async () => {
    const password = 'open sesame';
    const gatewayName = 'gw?x-amz-customauthorizer-name=site&token=abc';
    const cameraName = 'cam?x-amz-customauthorizer-name=site&token=abc';
    const site = await open({
      others: {
        [gatewayName]: { policy: readExamplePolicy('gateway-policy'), password },
        [cameraName]: { policy: readExamplePolicy('camera-policy'), thing: 'camera-a', password },
      },
    });
    const { caFile } = await site.settingsOf('camera-a');
    const settings = { url: site.broker.alpnUrl, caFile, alpn: 'mqtt', password };
    const gateway = await site.startGateway({ ...settings, username: gatewayName }, ['camera-a']);
    await site.startAgent('camera-a', { ...settings, username: cameraName });
    await gateway.untilCamera('camera-a', 'idle');
    await watchOnce(gateway, 'camera-a');
    assert.deepEqual(site.broker.refusals, []);
  });

  it('tells a gateway that comes later what cameras have said, and one that was there when they vanish', async () => {
    const site = await open();
    const { agent } = await site.startAgent('camera-a', await site.settingsOf('camera-a'), createPretence());
    const early = await site.startGateway(await site.settingsOf('gateway'), ['camera-a']);
    await early.untilCamera('camera-a', 'idle');
    const late = await site.startGateway(await site.settingsOf('gateway'), ['camera-a']);
    await late.untilCamera('camera-a', 'idle');
    await agent.close();
    for (const gateway of [early, late]) await gateway.untilCamera('camera-a', 'offline');
    // Two replicas with the same certificate and the same settings: neither threw the other out.
    assert.equal(site.broker.connects.filter((id) => id.startsWith('rpi-live-camera-gateway-')).length, 2);
    assert.deepEqual(site.broker.refusals, []);
  });

  for (const cameraCount of [9, 60]) {
    it(`lets a gateway listen to ${cameraCount} cameras on one connection`, async () => {
      const site = await open();
      const ids = Array.from({ length: cameraCount }, (_, index) => `camera-${index}`);
      const gateway = await site.startGateway(await site.settingsOf('gateway'), [...ids, 'camera-a']);
      await site.startAgent('camera-a', await site.settingsOf('camera-a'), createPretence());
      await gateway.untilCamera('camera-a', 'idle');
      assert.deepEqual(site.broker.refusals, []);
      assert.equal(gateway.log.lines(/connected to the MQTT broker/).length, 1);
    });
  }

  for (const [what, change, refusal, says] of [
    [
      'an address instead of a host name',
      ({ broker }: AwsSite) => ({ url: broker.url.replace('localhost', '127.0.0.1') }),
      'somebody SNI',
      /closed the connection without an answer; .*AWS IoT Core needs its host name in mqtt\.url/,
    ],
    [
      'no ALPN on port 443',
      ({ broker }: AwsSite) => ({ url: broker.alpnUrl }),
      'somebody ALPN',
      /closed the connection without an answer; if this goes on: .*mqtt\.certFile.*mqtt\.clientId/,
    ],
    [
      'another ALPN',
      ({ broker }: AwsSite) => ({ url: broker.alpnUrl, alpn: 'http/1.1' }),
      undefined,
      /mqtt\.alpn: the broker does not know ..http\/1\.1..; AWS IoT Core on port 443 takes/,
    ],
    [
      'a client id that is not the name of the thing',
      () => ({ clientId: 'somebody-else' }),
      'somebody-else iot:Connect client/somebody-else',
      /closed the connection without an answer; .*its policy lets ..somebody-else.. \(mqtt\.clientId\) connect/,
    ],
  ] as const) {
    it(`refuses ${what}, and gateway and agent say so once`, async () => {
      const site = await open();
      const settings = { ...(await site.settingsOf('camera-a')), ...change(site) };
      const gateway = await site.startGateway(settings, ['camera-a']);
      const agent = await site.startAgent('camera-a', settings, createPretence());
      for (const { log } of [gateway, agent]) {
        await log.waitFor(says);
        assert.equal(log.lines(/^(error|warn)/).length, 1);
      }
      assert.match(JSON.stringify((await gateway.brokerCheck()).detail), says);
      if (refusal !== undefined) assert.equal(site.broker.refusals[0], refusal);
    });
  }

  it('says which of two cameras with one name has to change', async () => {
    const site = await open();
    const settings = await site.settingsOf('camera-a');
    const agents = [
      await site.startAgent('camera-a', settings, createPretence()),
      await site.startAgent('camera-a', settings, createPretence()),
    ];
    const says =
      /^error .*mqtt\.clientId: the broker accepts ..camera-a.. and soon closes .*another client uses the same id/;
    const aTwinSaysSo = () => agents.some(({ log }) => log.lines(says).length === 1);
    await until(aTwinSaysSo, { what: 'one of the twins to see it', withinMs: 30_000 });
  });
});

describe('a policy that lacks the replies', () => {
  it('costs a camera its replies, which it says once, and nothing else', async () => {
    const site = await open({
      cameraPolicy: without(readExamplePolicy('camera-policy'), 'iot:Publish', '/event'),
    });
    const gateway = await site.startGateway(await site.settingsOf('gateway'), ['camera-a']);
    const agent = await site.startAgent('camera-a', await site.settingsOf('camera-a'));
    await gateway.untilCamera('camera-a', 'idle');
    const says = /^error .*upon every publish to cameras\/camera-a\/event: does its policy forbid it\?/;
    // Its will says that it is offline whenever a reply ends its connection, so that the first viewers get nothing.
    const itSaysSo = async () => {
      await gateway.view('camera-a');
      return agent.log.lines(says).length > 0;
    };
    await until(itSaysSo, { what: 'the camera to name the topic', withinMs: 30_000, everyMs: 500 });
    const itPlays = () => watchOnce(gateway, 'camera-a').then(() => true);
    await until(itPlays, { what: 'a picture without replies', withinMs: 15_000 });
    assert.equal(agent.log.lines(says).length, 1);
    assert.equal(site.broker.refusals.length, 3);
  });

  it('costs a gateway the replies, which it says once, and nothing else', async () => {
    const site = await open({
      gatewayPolicy: without(readExamplePolicy('gateway-policy'), 'iot:Subscribe', '/event'),
    });
    const gateway = await site.startGateway(await site.settingsOf('gateway'), ['camera-a']);
    await site.startAgent('camera-a', await site.settingsOf('camera-a'));
    const says = /^error .*upon every subscribe to cameras\/\+\/event: does its policy forbid it\?/;
    await gateway.log.waitFor(says, 30_000);
    await gateway.untilCamera('camera-a', 'idle');
    await watchOnce(gateway, 'camera-a');
    assert.equal(gateway.log.lines(says).length, 1);
    assert.equal(site.broker.refusals.length, 3);
  });

  it('or the commands: says once which topic, and leaves the other cameras alone', async () => {
    const gatewayPolicy = readExamplePolicy('gateway-policy');
    const denial = structuredClone(gatewayPolicy.Statement.find(({ Sid: id }) => id === 'CommandCameras')!);
    denial.Effect = 'Deny';
    denial.Resource = String(denial.Resource).replace('*', 'camera-b');
    gatewayPolicy.Statement.push(denial);
    const site = await open({ gatewayPolicy });
    const gateway = await site.startGateway(await site.settingsOf('gateway'), ['camera-a', 'camera-b']);
    await site.startAgent('camera-a', await site.settingsOf('camera-a'));
    await gateway.untilCamera('camera-a', 'idle');
    const refused = gateway.view('camera-b');
    const says = /^error .*upon every publish to cameras\/camera-b\/control: does its policy forbid it\?/;
    await gateway.log.waitFor(says, 30_000);
    assert.equal((await refused).status, 504);
    await gateway.untilCamera('camera-a', 'idle');
    await watchOnce(gateway, 'camera-a');
    assert.equal(gateway.log.lines(says).length, 1);
  });
});
