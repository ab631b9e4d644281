/** What the storage says, as an error of the gateway: with a code, and what to do. */
import { GatewayError } from '../errors/gateway-error.js';

const fullCodes = ['ENOSPC', 'EDQUOT'];

export function toStorageError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && fullCodes.includes(code)) {
    return new GatewayError(
      'storage_full',
      'The disk of the recordings is full. Make room, or set recording.maxBytes or recording.maxAgeMs.',
      { cause: error },
    );
  }
  const said = error instanceof Error ? error.message : String(error);
  return new GatewayError('storage_failed', `The storage of the recordings failed: ${said}`, {
    cause: error,
  });
}
