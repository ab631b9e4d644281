/** What administrators can ask, where there are tokens. */
import { managementPaths } from '@rpi-live-camera/protocol/http';
import { cameraId, json, pathParameter, problems, refusals } from './answers.js';

const security = [{ bearer: [] }];
const forCamera = 'Needs the action `admin` for the camera.';
const handle = pathParameter('handle', 'From the list of sessions');

/** But `endCameraSessions`: its path has an operation for viewers, too. */
export const administrationPaths = {
  [managementPaths.sessions]: {
    get: {
      operationId: 'listSessions',
      summary: 'Who watches the cameras that the token may administrate',
      description: 'Needs the action `admin` for at least one camera.',
      security,
      responses: { 200: json('SessionList', 'The sessions'), ...refusals },
    },
  },
  [managementPaths.cameraSession('{cameraId}', '{handle}')]: {
    delete: {
      operationId: 'endSession',
      summary: 'Ends a session of somebody else',
      description: forCamera,
      security,
      parameters: [cameraId, handle],
      responses: { 204: { description: 'Ended' }, ...refusals, ...problems('not_found') },
    },
  },
  [managementPaths.revocations]: {
    post: {
      operationId: 'revokeTokens',
      summary: 'Refuses a token, or all that a subject was given so far, and ends their sessions',
      description:
        'Needs the action `admin` for all cameras. Kept in memory until `expiresAt`; without it until the gateway is restarted.',
      security,
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Revocation' } } },
      },
      responses: {
        200: json('EndedSessions', 'Refused from now on'),
        ...refusals,
        ...problems('invalid_request', 'too_many_requests'),
      },
    },
  },
};

/** For the path at which sessions are opened. */
export const endCameraSessions = {
  delete: {
    operationId: 'endCameraSessions',
    summary: 'Ends all sessions of a camera',
    description: forCamera,
    security,
    parameters: [cameraId],
    responses: { 200: json('EndedSessions', 'Ended'), ...refusals },
  },
};
