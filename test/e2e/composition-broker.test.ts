/** The broker's file of `deploy/docker`, with Debian's Mosquitto in the place of the container. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openSite, watchOnce } from '../support/broker-site.js';
import { startMosquitto } from '../support/mosquitto.js';

const shipped = (path: string) => readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

it('the broker of the composition lets gateway and camera in by their passwords', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'composition-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const passwords = join(directory, 'passwords');
  await writeFile(passwords, '');
  const users = { gateway: 'a long one', 'front-door': 'another long one' };
  for (const [name, password] of Object.entries(users))
    await promisify(execFile)('mosquitto_passwd', ['-b', passwords, name, password]);
  await writeFile(join(directory, 'acl'), await shipped('docs/examples/mosquitto/acl'));
  const config = (await shipped('deploy/docker/mosquitto.conf'))
    .replaceAll('/mosquitto/config', directory)
    .split('\n')
    .filter((line) => line !== 'listener 1883');
  const broker = await startMosquitto({ config });
  t.after(() => broker.close());
  const site = openSite();
  t.after(() => site.close());

  const settingsOf = (username: keyof typeof users) => ({
    url: broker.url,
    username,
    password: users[username],
  });
  const gateway = await site.startGateway(settingsOf('gateway'), ['front-door']);
  await site.startAgent('front-door', settingsOf('front-door'));
  await gateway.untilCamera('front-door', 'idle');
  await watchOnce(gateway, 'front-door');
  await gateway.untilCamera('front-door', 'idle');
});
