/** Makes what the settings under `auth` ask for. Called by the composition root. */
import type { Config } from '../config/schema.js';
import type { Logger } from '../log/logger.js';
import { type Access, createOpenAccess, createTokenAccess } from './access.js';
import { Revocations } from './revocations.js';
import { createTokenKeys } from './token-keys.js';
import { createTokenVerifier } from './token-verifier.js';

export type GatewayAccess = { access: Access; revocations: Revocations };

/** @throws ConfigError when the file of `auth.jwks` cannot be used */
export function createGatewayAccess(config: Config, logger: Logger): GatewayAccess {
  const { auth, cameras, compat } = config;
  const revocations = new Revocations();
  if (auth.mode === 'none') return { access: createOpenAccess(), revocations };
  const keys = createTokenKeys(auth, logger);
  const verifyToken = createTokenVerifier({ keys, audience: auth.audience, revocations });
  const cameraIds = cameras.map(({ id }) => id);
  const { publicCameras } = auth;
  return { access: createTokenAccess({ verifyToken, cameraIds, publicCameras, compat }), revocations };
}
