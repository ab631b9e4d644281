/** One line in the log for each access to recordings: who did what to which. Used by the routes of recordings. */
import type { Context } from 'hono';
import type { Viewer } from '../auth/viewer.js';
import type { AppEnv } from '../http/app-env.js';
import type { Logger } from '../log/logger.js';

export type AuditedAccess = {
  cameraId: string;
  recordingId?: string | undefined;
  /** What of it, ISO 8601; `undefined` for all. */
  from?: string | undefined;
  to?: string | undefined;
  /** Whose rights allowed it; `undefined` where none were needed. */
  viewer: Viewer | undefined;
};

/**
 * @param logger one that leaves no line out: who asks often must not hide what somebody else does
 * @returns writes a line; `act` is a verb in the past, such as `deleted a recording`
 */
export function createRecordingAudit(logger: Logger) {
  return (
    c: Context<AppEnv>,
    { cameraId, recordingId, from, to, viewer }: AuditedAccess,
    act: string,
  ): void => {
    const requestId = c.get('sharedHeaders')['X-Request-Id'];
    const by = { subject: viewer?.subject, tokenId: viewer?.tokenId, address: c.get('clientAddress') };
    logger.info({ cameraId, recordingId, from, to, ...by, requestId }, `somebody ${act}`);
  };
}

export type RecordingAudit = ReturnType<typeof createRecordingAudit>;
