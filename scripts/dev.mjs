// `npm run dev`: the demo from source. Node restarts it when a TypeScript file of the gateway, the agent, the protocol or
// the demo changes; Vite builds the player again when that changes (reload the page). Flags go to the demo.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endWithNpm } from './end-with-npm.mjs';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));

const vite = [
  path('node_modules/vite/bin/vite.js'),
  'build',
  '--watch',
  '--mode',
  'esm',
  '--logLevel',
  'warn',
];
const demo = [
  '--conditions=@rpi-live-camera/source',
  '--import',
  'tsx',
  '--watch',
  '--watch-preserve-output',
];
const children = [
  spawn(process.execPath, vite, { cwd: path('packages/player'), stdio: 'inherit' }),
  spawn(process.execPath, [...demo, path('demo/src/main.ts'), ...process.argv.slice(2)], {
    cwd: path('.'),
    stdio: 'inherit',
  }),
];

/** One child that ends takes the others with it. */
function end() {
  for (const child of children) child.kill('SIGTERM');
}
for (const child of children) child.on('exit', end);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
endWithNpm(end);
