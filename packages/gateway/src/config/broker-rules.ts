/** Which settings of the embedded broker go together: one that the network reaches knows each camera by a password. */
import { isLoopback } from './is-loopback.js';
import type { Config } from './schema.js';

const howToMake = 'openssl rand -base64 18 makes one';

/** @returns a sentence for each problem */
export function findBrokerProblems({ broker, cameras }: Config): string[] {
  if (!broker.enabled) return [];
  const named = Object.keys(broker.passwords);
  const ids = cameras.map(({ id }) => id);
  if (named.length === 0) {
    if (isLoopback(broker.host)) return [];
    const example = JSON.stringify({ [ids[0] ?? 'front-door']: '…' });
    return [
      `broker.host: ${broker.host} is open to the network, where each camera needs a password: set broker.passwords, such as ${example} (${howToMake}), and mqtt.username of the camera to its id, mqtt.password to that; or leave broker.host at 127.0.0.1`,
    ];
  }
  return [
    ...named
      .filter((id) => !ids.includes(id))
      .map((id) => `broker.passwords: "${id}" is not the id of a camera in "cameras"`),
    ...ids
      .filter((id) => !named.includes(id))
      .map(
        (id) => `broker.passwords: has none for the camera "${id}", which could not connect; ${howToMake}`,
      ),
  ];
}
