import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readServiceEnvironment } from './service-environment.js';

const NOTIFY_SOCKET = '/run/systemd/notify';

describe('readServiceEnvironment', () => {
  for (const [what, environment, expected] of [
    ['no service manager', { WATCHDOG_USEC: '60000000' }, null],
    ['one that does not watch', { NOTIFY_SOCKET }, { watchdogMs: null }],
    ['one that watches', { NOTIFY_SOCKET, WATCHDOG_USEC: '60000000' }, { watchdogMs: 60_000 }],
    [
      'a watch over this process',
      { NOTIFY_SOCKET, WATCHDOG_USEC: '2000000', WATCHDOG_PID: '7' },
      { watchdogMs: 2000 },
    ],
    [
      'a watch over another one',
      { NOTIFY_SOCKET, WATCHDOG_USEC: '2000000', WATCHDOG_PID: '8' },
      { watchdogMs: null },
    ],
    ['nonsense', { NOTIFY_SOCKET, WATCHDOG_USEC: 'soon' }, { watchdogMs: null }],
  ] as const) {
    it(`finds ${what}`, () => assert.deepEqual(readServiceEnvironment(environment, 7), expected));
  }
});
