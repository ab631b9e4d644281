/** What sessions tell the log and the metrics. Made by the composition root. A session is named by its handle, never its id. */
import type { Logger } from '../log/logger.js';
import type { GatewayMetrics } from '../metrics/gateway-metrics.js';
import type { SessionTableDeps } from '../sessions/session-table.js';

export type SessionReportsDeps = { metrics: Pick<GatewayMetrics, 'ofCamera'>; logger: Logger };

export function createSessionReports({
  metrics,
  logger,
}: SessionReportsDeps): Required<Pick<SessionTableDeps, 'onSessionOpen' | 'onFirstMedia' | 'onSessionEnd'>> {
  return {
    onSessionOpen({ cameraId, handle }, { askedAtMs, start, requestId }) {
      metrics.ofCamera(cameraId).sessionOpened();
      const waitedMs = Math.round(performance.now() - askedAtMs);
      logger.debug({ cameraId, session: handle, requestId, start, waitedMs }, 'a session was opened');
    },
    onFirstMedia({ cameraId, handle }, transport, { askedAtMs, start }) {
      const waitedMs = performance.now() - askedAtMs;
      metrics.ofCamera(cameraId).firstMedia(transport, start, waitedMs);
      logger.debug(
        { cameraId, session: handle, transport, waitedMs: Math.round(waitedMs) },
        'a session is given its first media',
      );
    },
    onSessionEnd({ cameraId, handle, transport }, reason) {
      metrics.ofCamera(cameraId).sessionEnded(reason);
      logger.debug({ cameraId, session: handle, transport, reason }, 'a session ended');
    },
  };
}
