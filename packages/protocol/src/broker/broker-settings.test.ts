import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import { brokerUrlSetting, cameraIdSetting, topicSetting } from './broker-settings.js';

const problemOf = (schema: v.GenericSchema<string>, value: unknown): string =>
  v.safeParse(schema, value, { abortPipeEarly: true }).issues?.[0].message ?? 'none';

describe('settings of gateway and agent', () => {
  it('take the URL of a broker, with a login that can be decoded', () => {
    for (const url of [
      'mqtt://127.0.0.1:1883',
      'MQTTS://u:p%25@host',
      'wss://host/mqtt?x=%zz@',
      'ws://[::1]:9',
    ])
      assert.equal(problemOf(brokerUrlSetting, url), 'none', url);
    for (const url of ['host:1883', 'http://host', 'mqtt//host', '', 'mqtt://host:99999'])
      assert.match(problemOf(brokerUrlSetting, url), /^must be a mqtt:\/\//, url);
    for (const url of ['mqtt://u%zz:p@host', 'mqtt://u:100%@host', 'mqtt://u:%ff@host', 'mqtt://a@b%@host'])
      assert.match(problemOf(brokerUrlSetting, url), /%25/, url);
    assert.match(problemOf(brokerUrlSetting, 1883), /^must be a URL/);
  });

  it('take the name of a camera and a topic to name things under', () => {
    for (const id of ['front-door', 'A_1', 'x'.repeat(64)])
      assert.equal(problemOf(cameraIdSetting, id), 'none');
    for (const id of ['', 'a b', 'a/b', 'x'.repeat(65), 'ü'])
      assert.match(problemOf(cameraIdSetting, id), /^must be 1 to 64/);
    for (const topic of ['cameras', 'a', 'acme/site1', 'site/{cameraId}/commands'])
      assert.equal(problemOf(topicSetting, topic), 'none', topic);
    for (const topic of ['', '/a', 'a/', '/', 'a/+/b', '#', 'a b', 'a\u0000'])
      assert.match(problemOf(topicSetting, topic), /^must be an MQTT topic/, JSON.stringify(topic));
  });
});
