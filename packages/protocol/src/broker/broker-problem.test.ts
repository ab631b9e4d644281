import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BrokerSettings, explainBrokerError } from './broker-problem.js';

const plain: BrokerSettings = {
  url: 'mqtts://site:geheim@broker.example',
  clientId: 'front-door',
  username: null,
  caFile: null,
  certFile: null,
  alpn: null,
};
const withFiles = { ...plain, caFile: 'ca.pem', certFile: 'cert.pem' };
const failure = (code: string | number, message = 'as it came') =>
  Object.assign(new Error(message), { code });

/** The codes as Node 20 and mqtt.js give them for Mosquitto, aedes and a closed port. */
const cases: [string, unknown, BrokerSettings, 'error' | 'warn', RegExp][] = [
  [
    'a closed port',
    failure('ECONNREFUSED'),
    plain,
    'warn',
    /^mqtt\.url: nothing listens at broker\.example:8883/,
  ],
  [
    'a host without address',
    failure('ENOTFOUND'),
    plain,
    'warn',
    /^mqtt\.url: no address is known for broker\.example/,
  ],
  [
    'no answer',
    failure('', 'connack timeout'),
    plain,
    'warn',
    /^mqtt\.url: broker\.example:8883 does not answer/,
  ],
  [
    'an authority unknown here',
    failure('SELF_SIGNED_CERT_IN_CHAIN'),
    plain,
    'error',
    /^mqtt\.caFile: .*set it to/,
  ],
  [
    'another authority',
    failure('SELF_SIGNED_CERT_IN_CHAIN'),
    withFiles,
    'error',
    /^mqtt\.caFile: ca\.pem is not/,
  ],
  [
    'an expired broker',
    failure('CERT_HAS_EXPIRED'),
    plain,
    'error',
    /of the broker has expired: renew it there/,
  ],
  ['a clock in the past', failure('CERT_NOT_YET_VALID'), plain, 'error', /set the clock of this machine/],
  [
    'another host',
    failure('ERR_TLS_CERT_ALTNAME_INVALID'),
    plain,
    'error',
    /not made out to broker\.example/,
  ],
  [
    'a port without TLS',
    failure('ERR_SSL_WRONG_VERSION_NUMBER'),
    plain,
    'error',
    /does not speak TLS; use mqtt:/,
  ],
  [
    'a missing certificate',
    failure('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
    plain,
    'error',
    /^mqtt\.certFile and mqtt\.keyFile: .*set both$/,
  ],
  [
    'an expired certificate',
    failure('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'),
    withFiles,
    'error',
    /^mqtt\.certFile: cert\.pem has expired .*renew it$/,
  ],
  [
    'a strange certificate',
    failure('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'),
    withFiles,
    'error',
    /^mqtt\.certFile: the broker does not know/,
  ],
  [
    'no ALPN',
    failure('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL'),
    plain,
    'error',
    /^mqtt\.alpn: .*x-amzn-mqtt-ca/,
  ],
  ['no password', failure(5), plain, 'error', /^mqtt\.username and mqtt\.password: .*set both/],
  [
    'a wrong password',
    failure(5),
    { ...plain, username: 'me?token=t' },
    'error',
    /refuses "me" with this password/,
  ],
  [
    'a certificate without rights',
    failure(5),
    withFiles,
    'error',
    /^mqtt\.certFile: the broker knows the certificate/,
  ],
  ['a client id', failure(2), plain, 'error', /^mqtt\.clientId: the broker refuses "front-door"/],
  [
    'silence on a plain port',
    undefined,
    { ...plain, url: 'mqtt://b' },
    'warn',
    /^b:1883 closed .*use mqtts:\/\/ in/,
  ],
  [
    'silence on 443',
    undefined,
    { ...withFiles, url: 'mqtts://b:443' },
    'warn',
    /needs mqtt\.alpn.*cert\.pem/,
  ],
  [
    'silence at an address',
    failure('ECONNRESET'),
    { ...plain, url: 'mqtts://10.0.0.1' },
    'warn',
    /needs its host name/,
  ],
  [
    'anything else',
    failure('ESTRANGE', 'odd'),
    plain,
    'warn',
    /^mqtt\.url: broker\.example:8883 cannot be used: odd$/,
  ],
  [
    'a failed handshake',
    failure(
      'EPROTO',
      'write EPROTO 80:error:0A:SSL routines:ssl3_get_record:wrong version number:../x.c:355:',
    ),
    plain,
    'error',
    /does not speak TLS; use mqtt:/,
  ],
  ['several lines', failure('ERR_SSL_ODD', 'a\nb'), plain, 'warn', /cannot be used: ERR_SSL_ODD$/],
];

describe('explainBrokerError', () => {
  for (const [what, error, settings, level, sentence] of cases) {
    it(`names what to change about ${what}, and no secret`, () => {
      const problem = explainBrokerError(error, settings);
      assert.equal(problem.level, level);
      assert.match(problem.message, sentence);
      assert.doesNotMatch(problem.message, /geheim|token=/);
    });
  }
});
