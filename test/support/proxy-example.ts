/**
 * Runs nginx or Caddy with the recipe in `deploy` as it is shipped: only ports, certificate and the place of its own files
 * are others. It needs no rights, and leaves alone what this machine has of either.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCertificateAuthority } from './certificates.js';
import { until, within } from './deadline.js';
import { findProgram } from './find-program.js';
import { freePortOfBoth, freeTcpPort, isListening } from './free-port.js';

/** The one that the recipes are written for. */
const siteName = 'site.example';

/** For Chromium's command line: it finds the site and takes its certificate. */
export const proxyBrowserArgs = [
  `--host-resolver-rules=MAP ${siteName} 127.0.0.1`,
  '--ignore-certificate-errors',
  // Certificates of HTTP/3 are not ignored.
  '--disable-quic',
];

export type ProxyExample = {
  /** Where viewers reach the gateway; the setting `publicUrl` has to be this. */
  url: string;
  /** What Node's clients need to reach `url` by the address of the loopback interface. */
  tls: { ca: Buffer; servername: string };
  close(): Promise<void>;
};

/** What a recipe is run with. */
type Place = {
  directory: string;
  port: number;
  redirectPort: number;
  gatewayPort: number;
  certFile: string;
  keyFile: string;
};

type Recipe = {
  /** Below `deploy`. */
  file: string;
  programs: readonly string[];
  variable: string;
  /** What is replaced; each stands in the recipe once. */
  moves(place: Place): Record<string, string>;
  /** Around the recipe. */
  wrap(recipe: string, place: Place): string;
  args(configFile: string, place: Place): string[];
};

/** As root nginx would let its workers be somebody else, who may not look into a temporary directory. */
const nginxUser = process.getuid?.() === 0 ? 'user root;\n' : '';

const recipes = {
  nginx: {
    file: 'nginx/rpi-live-camera.conf',
    // Debian puts daemons where an ordinary user's PATH does not look.
    programs: ['nginx', '/usr/sbin/nginx'],
    variable: 'NGINX_PATH',
    moves: ({ port, redirectPort, gatewayPort, certFile, keyFile }) => ({
      'listen 443 ssl': `listen 127.0.0.1:${port} ssl`,
      'listen [::]:443 ssl http2;': '',
      'listen 80;': `listen 127.0.0.1:${redirectPort};`,
      'listen [::]:80;': '',
      '127.0.0.1:8080': `127.0.0.1:${gatewayPort}`,
      [`/etc/letsencrypt/live/${siteName}/fullchain.pem`]: certFile,
      [`/etc/letsencrypt/live/${siteName}/privkey.pem`]: keyFile,
    }),
    wrap: (recipe, { directory }) => {
      const buffers = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
      const paths = buffers.map((name) => `${name}_temp_path ${directory}/${name};`);
      const head = `${nginxUser}daemon off;\npid ${directory}/nginx.pid;\nevents {}\n`;
      return `${head}http {\naccess_log off;\n${paths.join('\n')}\n${recipe}}\n`;
    },
    args: (configFile, { directory }) => ['-p', directory, '-e', 'stderr', '-c', configFile],
  },
  caddy: {
    file: 'caddy/Caddyfile',
    programs: ['caddy', '/usr/bin/caddy'],
    variable: 'CADDY_PATH',
    moves: ({ port, gatewayPort, certFile, keyFile }) => ({
      [`${siteName} {`]: `https://${siteName}:${port} {\n\tbind 127.0.0.1\n\ttls ${certFile} ${keyFile}`,
      '127.0.0.1:8080': `127.0.0.1:${gatewayPort}`,
    }),
    wrap: (recipe) => `{\n\tadmin off\n\tauto_https off\n}\n${recipe}`,
    args: (configFile) => ['run', '--adapter', 'caddyfile', '--config', configFile],
  },
} as const satisfies Record<string, Recipe>;

export type ProxyName = keyof typeof recipes;
export const proxyNames = Object.keys(recipes) as ProxyName[];

/** The program of this machine, if it has it. */
export function findProxy(name: ProxyName): string | undefined {
  return findProgram(recipes[name].programs, recipes[name].variable);
}

/** Resolves when it listens; the gateway behind it may come later. */
export async function startProxyExample(name: ProxyName, gatewayPort: number): Promise<ProxyExample> {
  const program = findProxy(name);
  if (!program) throw new Error(`found no ${name}: run \`npm run setup -- --test\``);
  const recipe: Recipe = recipes[name];
  const authority = await createCertificateAuthority();
  const certificate = await authority.issue(siteName, { altNames: `DNS:${siteName}` });
  const directory = await mkdtemp(join(tmpdir(), `${name}-`));
  const [port, redirectPort] = [await freePortOfBoth(), await freeTcpPort()];
  const place = { directory, port, redirectPort, gatewayPort, ...certificate };
  const shipped = await readFile(
    fileURLToPath(new URL(`../../deploy/${recipe.file}`, import.meta.url)),
    'utf8',
  );
  const configFile = join(directory, 'config');
  await writeFile(configFile, recipe.wrap(moveOnce(shipped, recipe.moves(place)), place));

  // Caddy keeps things in the home of its user.
  const env = { ...process.env, HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory };
  const child = spawn(program, recipe.args(configFile, place), { stdio: ['ignore', 'ignore', 'pipe'], env });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = once(child, 'exit');
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const close = async () => {
    if (!hasEnded()) {
      child.kill('SIGTERM');
      await within(exited, { what: `${name} to end`, withinMs: 5000 }).catch(() => child.kill('SIGKILL'));
    }
    await authority.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await until(() => hasEnded() || isListening(port), { what: `${name} to listen`, withinMs: 10_000 });
    if (hasEnded()) throw new Error(`${name} ended before it listened`);
    const ca = await readFile(authority.caFile);
    return { url: `https://${siteName}:${port}/cameras`, tls: { ca, servername: siteName }, close };
  } catch (error) {
    await close();
    throw new Error(`${(error as Error).message}\n${log}`);
  }
}

/** So that nobody changes the recipe and tests another one. */
function moveOnce(recipe: string, moves: Record<string, string>): string {
  let moved = recipe;
  for (const [from, to] of Object.entries(moves)) {
    const count = moved.split(from).length - 1;
    if (count !== 1) throw new Error(`the recipe has "${from}" ${count} times, not once`);
    moved = moved.replace(from, () => to);
  }
  return moved;
}
