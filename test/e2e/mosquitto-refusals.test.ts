/** What gateway and agent say when a broker or its certificate is not as it should be: the setting, the mend, once. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createPretence, openSite, watchOnce } from '../support/broker-site.js';
import { type CertificateAuthority, createCertificateAuthority } from '../support/certificates.js';
import { until } from '../support/deadline.js';
import { type MosquittoExample, startMosquittoExample } from '../support/mosquitto-example.js';

type Given = {
  broker: MosquittoExample;
  foreign: CertificateAuthority;
  valid: { certFile: string; keyFile: string };
};
type Settings = Record<string, string>;

const password = 'open sesame';

/** Each failure must come back, so that "once" is seen to hold, and the mend must be in the words. */
const refusals: { what: string; settings(given: Given): Promise<Settings> | Settings; says: RegExp }[] = [
  {
    what: 'another authority',
    settings: ({ foreign, valid }) => ({ caFile: foreign.caFile, ...valid }),
    says: /mqtt\.caFile: \S+ca\.crt is not the authority that signed the certificate of the broker; give the PEM file/,
  },
  {
    what: 'no authority',
    settings: ({ valid }) => valid,
    says: /mqtt\.caFile: .*no authority that this machine knows; set it to/,
  },
  {
    what: 'no certificate of the client',
    settings: ({ broker }) => ({ caFile: broker.authority.caFile }),
    says: /mqtt\.certFile and mqtt\.keyFile: the broker demands a certificate of its clients; set both/,
  },
  {
    what: 'an expired certificate of the client',
    settings: async ({ broker: { authority } }) => ({
      caFile: authority.caFile,
      ...(await authority.issue('camera-a', { validity: 'expired' })),
    }),
    says: /mqtt\.certFile: \S+\.crt has expired by the clock of the broker; renew it/,
  },
  {
    what: 'a certificate of the client from elsewhere',
    settings: async ({ broker: { authority }, foreign }) => ({
      caFile: authority.caFile,
      ...(await foreign.issue('camera-a')),
    }),
    says: /mqtt\.certFile: the broker does not know the authority that signed \S+\.crt; use a certificate/,
  },
];

describe('a broker that wants certificates', () => {
  let given: Given;
  before(async () => {
    const [broker, foreign] = await Promise.all([
      startMosquittoExample({ config: 'mosquitto.conf' }),
      createCertificateAuthority(),
    ]);
    given = { broker, foreign, valid: await broker.authority.issue('camera-a') };
  });
  after(async () => {
    await given.broker.close();
    await given.foreign.close();
  });

  for (const { what, settings, says } of refusals) {
    it(`and ${what}: gateway and agent name the setting, once, and try on`, async () => {
      await tellsOnce(given.broker, await settings(given), says);
    });
  }

  it('and another host in mqtt.url: both name it', async () => {
    const { authority } = given.broker;
    const url = given.broker.url.replace('localhost', '127.0.0.1');
    await tellsOnce(
      given.broker,
      { url, caFile: authority.caFile, ...given.valid },
      /mqtt\.url: .*not made out to 127\.0\.0\.1/,
    );
  });
});

describe('a broker whose certificate has expired', () => {
  it('is told from one whose authority is unknown', async () => {
    const broker = await startMosquittoExample({
      config: 'mosquitto.conf',
      serverCertificate: (authority) =>
        authority.issue('localhost', { altNames: 'DNS:localhost', validity: 'expired' }),
    });
    try {
      const { authority } = broker;
      const settings = { caFile: authority.caFile, ...(await authority.issue('camera-a')) };
      await tellsOnce(
        broker,
        settings,
        /the certificate of the broker has expired: renew it there, or set the clock/,
      );
    } finally {
      await broker.close();
    }
  });
});

describe('a broker that wants passwords', () => {
  let broker: MosquittoExample;
  before(async () => {
    const users = { gateway: password, 'camera-a': password };
    broker = await startMosquittoExample({ config: 'mosquitto-password.conf', users });
  });
  after(() => broker.close());

  it('carries everything from START to media', async () => {
    const site = openSite();
    try {
      const { url, authority } = broker;
      const settings = { url, caFile: authority.caFile, password };
      const gateway = await site.startGateway({ ...settings, username: 'gateway' }, ['camera-a']);
      await site.startAgent('camera-a', { ...settings, username: 'camera-a' });
      await gateway.untilCamera('camera-a', 'idle');
      await watchOnce(gateway, 'camera-a');
    } finally {
      await site.close();
    }
  });

  for (const [what, login, says] of [
    [
      'a wrong one',
      { username: 'camera-a', password: 'open barley' },
      /refuses \\"camera-a\\" with this password/,
    ],
    ['none', {}, /mqtt\.username and mqtt\.password: the broker lets nobody in without; set both/],
  ] as const) {
    it(`and ${what}: gateway and agent name the settings, once, and try on`, async () => {
      const lines = await tellsOnce(broker, { caFile: broker.authority.caFile, ...login }, says);
      assert.doesNotMatch(lines.join('\n'), /barley/);
    });
  }
});

/** @returns everything that was logged */
async function tellsOnce(
  { broker, url }: MosquittoExample,
  settings: Settings,
  says: RegExp,
): Promise<string[]> {
  const site = openSite();
  const connectionCount = () => broker.log().split(/(?:New|Client) connection from/).length;
  const before = connectionCount();
  try {
    const gateway = await site.startGateway({ url, ...settings }, ['camera-a']);
    const agent = await site.startAgent('camera-a', { url, ...settings }, createPretence());
    for (const { log } of [gateway, agent]) await log.waitFor(says);
    const check = await gateway.brokerCheck();
    assert.equal(check.ok, false);
    assert.match(JSON.stringify(check.detail), says);
    const everybodyCameAgain = () => connectionCount() >= before + 5;
    await until(everybodyCameAgain, { what: 'two attempts of each and a third', withinMs: 10_000 });
    for (const { log } of [gateway, agent]) {
      assert.equal(log.lines(says).length, 1);
      assert.match(log.lines(says)[0] ?? '', /^error no connection to the MQTT broker, trying on/);
      assert.deepEqual(log.lines(/^(error|warn)/), log.lines(says));
    }
    return [...gateway.log.lines(), ...agent.log.lines()];
  } finally {
    await site.close();
  }
}
