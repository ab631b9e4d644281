/** What the browser gives for talking to a gateway: the one place that touches its globals. Tests have their own. */
import type { Clock } from '../clock/clock.js';
import type { GatewayClientDeps } from './gateway-request.js';

export function browserClient(clock: Clock): GatewayClientDeps {
  return {
    fetch: (input, init) => fetch(input, init),
    sendBeacon: (url) => navigator.sendBeacon?.(url) ?? false,
    clock,
    pageUrl: () => location.href,
    queryPermission: async (name) => {
      // A name that the browser does not know is refused by an exception.
      const status = await navigator.permissions?.query({ name: name as PermissionName }).catch(() => null);
      return status?.state ?? null;
    },
  };
}
