/** Settings that gateway and agent have in common, so that both refuse the same with the same sentence. */
import * as v from 'valibot';
import { cameraIdPattern } from '../topics.js';

export const cameraIdSetting = v.pipe(
  v.string('must be text'),
  v.regex(cameraIdPattern, 'must be 1 to 64 letters, digits, "_" or "-"'),
);

const url = v.pipe(v.string(), v.url());

/** Where the broker is; may hold user name and password. */
export const brokerUrlSetting = v.pipe(
  v.string('must be a URL such as mqtt://127.0.0.1:1883'),
  v.check(
    (value) => v.is(url, value) && /^(?:mqtts?|wss?):/i.test(value),
    'must be a mqtt://, mqtts://, ws:// or wss:// URL such as mqtt://127.0.0.1:1883',
  ),
  v.check(hasReadableLogin, 'must have %25 for each "%" in its user name and password'),
);

/** The client decodes both, and would throw in the middle of connecting. */
function hasReadableLogin(value: string): boolean {
  const [, login = ''] = /^[^/?#]*\/\/([^/?#]*)@/.exec(value) ?? [];
  try {
    decodeURIComponent(login);
    return true;
  } catch {
    return false;
  }
}

/** A topic to publish to, or to name topics under (MQTT 3.1.1 §4.7). */
export const topicSetting = v.pipe(
  v.string('must be text'),
  v.regex(
    /^[^+#/\s\p{Cc}\p{Cs}]([^+#\s\p{Cc}\p{Cs}]*[^+#/\s\p{Cc}\p{Cs}])?$/u,
    'must be an MQTT topic without wildcards, spaces or outer slashes',
  ),
);
