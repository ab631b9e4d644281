/** A web site with TLS, on a name of its own that a browser is told about: pages from memory, and the player's files. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createCertificateAuthority } from './certificates.js';

const playerFolder = fileURLToPath(new URL('../../packages/player/cdn/', import.meta.url));

export type SecureSite = {
  /** Origin without a slash at the end. */
  url: string;
  /** For Chromium's command line: it finds the site, trusts it, and takes it for one on the internet. */
  browserArgs: string[];
  close(): Promise<void>;
};

/** Serves `pages` (path → HTML); what is none of them is looked for among the files of the player. */
export async function startSecureSite(pages: () => Record<string, string>): Promise<SecureSite> {
  const name = 'site.example';
  const authority = await createCertificateAuthority();
  const { certFile, keyFile } = await authority.issue(name, { altNames: `DNS:${name}` });
  const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
  const server = createServer({ cert, key }, async (request, response) => {
    const path = new URL(request.url ?? '/', `https://${name}`).pathname;
    const page = pages()[path];
    if (page !== undefined) {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
      return;
    }
    const script = await readFile(`${playerFolder}${path.replace(/^.*\//, '')}`).catch(() => undefined);
    response.writeHead(script ? 200 : 404, { 'Content-Type': 'text/javascript' }).end(script);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://${name}:${port}`,
    browserArgs: [
      `--host-resolver-rules=MAP ${name} 127.0.0.1`,
      `--ip-address-space-overrides=127.0.0.1:${port}=public`,
      '--ignore-certificate-errors',
    ],
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      await authority.close();
    },
  };
}
