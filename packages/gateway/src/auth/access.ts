/** Decides whether a request may be answered: its route's policy, its token, the public cameras. One a gateway. */
import { readBearerToken } from './bearer-token.js';
import { type Caller, everybody } from './caller.js';
import { notAllowed, tokenMissing } from './refusals.js';
import type { RoutePolicy } from './route-policies.js';
import type { VerifyToken } from './token-verifier.js';
import type { Viewer } from './viewer.js';
import { publicActions, type ViewerAction } from './viewer-actions.js';

export type AccessRequest = {
  /** The header. */
  authorization: string | undefined;
  /** The camera that the path names. */
  cameraId: string | undefined;
};

export interface Access {
  /**
   * Who asks, if he may. A camera is not looked for: whoever has no right to a name learns nothing of what it names.
   *
   * @throws GatewayError `unauthorized`, `forbidden`; `internal` when the keys cannot be had
   */
  admit(policy: RoutePolicy, request: AccessRequest): Caller | Promise<Caller>;
  /**
   * The rights that a further token gives to a session on this camera; `undefined` where none was sent or none is needed.
   *
   * @throws as `admit`
   */
  renew(cameraId: string, authorization: string | undefined): Promise<Viewer | undefined>;
}

/** `auth.mode: "none"`. */
export function createOpenAccess(): Access {
  return {
    admit(policy) {
      // A proxy in front makes every caller one of this machine, so an address opens nothing here either.
      if (policy.kind === 'admin')
        throw notAllowed(
          'This is for administrators, and without tokens nobody is one. Set auth.mode to jwt.',
        );
      return everybody;
    },
    renew: async () => undefined,
  };
}

export type TokenAccessDeps = {
  verifyToken: VerifyToken;
  /** Ids of all cameras. */
  cameraIds: readonly string[];
  /** Setting `auth.publicCameras`. */
  publicCameras: readonly string[];
  /** Setting `compat`. */
  compat: { cameraId: string | null; public: boolean };
};

/** `auth.mode: "jwt"`. */
export function createTokenAccess(deps: TokenAccessDeps): Access {
  const { verifyToken, cameraIds, compat } = deps;
  const publicCameras = new Set(deps.publicCameras);
  const isPublic = (action: ViewerAction, cameraId: string): boolean =>
    publicActions.includes(action) && publicCameras.has(cameraId);
  const stranger: Caller = { viewer: undefined, seesInnerWorkings: false, may: isPublic };

  const isAdminOfAll = (viewer: Viewer): boolean => cameraIds.every((id) => viewer.may('admin', id));

  const callerOf = (viewer: Viewer): Caller => ({
    viewer,
    seesInnerWorkings: isAdminOfAll(viewer),
    may: (action, cameraId) => isPublic(action, cameraId) || viewer.may(action, cameraId),
  });

  async function identify(authorization: string | undefined): Promise<Viewer> {
    const token = readBearerToken(authorization);
    if (token === undefined) throw tokenMissing();
    return verifyToken(token);
  }

  async function admitTo(
    cameraId: string,
    actions: readonly ViewerAction[],
    authorization: string | undefined,
  ): Promise<Caller> {
    // Also with a token that has run out: others need none.
    if (actions.some((action) => isPublic(action, cameraId))) return stranger;
    const viewer = await identify(authorization);
    if (actions.some((action) => viewer.may(action, cameraId))) return callerOf(viewer);
    throw notAllowed(`The token does not allow this: it needs the action ${actions[0]} for this camera.`);
  }

  async function admitAdmin(
    isAllowed: (viewer: Viewer) => boolean,
    authorization: string | undefined,
  ): Promise<Caller> {
    const viewer = await identify(authorization);
    if (isAllowed(viewer)) return callerOf(viewer);
    throw notAllowed('The token does not allow this: it needs the action admin for every camera concerned.');
  }

  return {
    admit(policy, { authorization, cameraId = '' }) {
      switch (policy.kind) {
        case 'open':
        case 'credential in path':
          return stranger;
        case 'more for some':
          return identify(authorization).then(callerOf, () => stranger);
        case 'list':
          if (publicCameras.size > 0 && readBearerToken(authorization) === undefined) return stranger;
          return identify(authorization).then(callerOf);
        case 'camera':
          if (policy.camera === 'of the path') return admitTo(cameraId, policy.actions, authorization);
          return compat.public ? stranger : admitTo(compat.cameraId ?? '', policy.actions, authorization);
        case 'admin':
          if (policy.of === 'the camera of the path') return admitTo(cameraId, ['admin'], authorization);
          return admitAdmin(
            policy.of === 'every camera'
              ? isAdminOfAll
              : (viewer) => cameraIds.some((id) => viewer.may('admin', id)),
            authorization,
          );
        case 'inner workings':
          return admitAdmin(isAdminOfAll, authorization);
      }
    },

    async renew(cameraId, authorization) {
      if (isPublic('watch', cameraId) || readBearerToken(authorization) === undefined) return undefined;
      return (await admitTo(cameraId, ['watch'], authorization)).viewer;
    },
  };
}
