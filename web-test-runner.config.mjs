// Runs the element's tests in a real Chromium. Autoplay with sound is allowed, so that tests decide themselves when it is not.
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner';

export default {
  files: ['packages/player/src/**/*.test.ts'],
  nodeResolve: { exportConditions: ['@rpi-live-camera/source', 'browser', 'development'] },
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('packages/player/tsconfig.json', import.meta.url)),
    }),
  ],
  browsers: [
    chromeLauncher({
      launchOptions: {
        args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
      },
    }),
  ],
  // One page at a time: pages beside the newest one are hidden, and hidden pages behave differently on purpose.
  concurrency: 1,
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  testFramework: { config: { timeout: 10_000 } },
  testsFinishTimeout: 120_000,
};
