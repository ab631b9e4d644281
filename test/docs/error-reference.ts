/** All error codes at a glance, from the sources that give them out. */
import { problemRules } from '@rpi-live-camera/protocol/http';
import { agentErrorCodes } from '../../packages/agent/src/errors/agent-error.js';
import { errorRetryability } from '../../packages/player/src/errors/player-error.js';
import { code, head, page, table } from './markdown.js';

const linked = (name: string) => `[${code(name)}](../errors.md#${name})`;
const yesOrNo = (isSo: boolean) => (isSo ? 'yes' : 'no');

export function errorReference(): string {
  const ofGateway = Object.entries(problemRules);
  const ofPlayer = Object.entries(errorRetryability).filter(([name]) => !(name in problemRules));
  return page(
    head('Error codes', 'the sources of protocol, player and agent'),
    'What each means and what to do is in [errors.md](../errors.md).',
    '## Of the gateway',
    '"Tries again": whether the player does so by itself when it gets this.',
    table(
      ['code', 'status', 'title', 'player tries again'],
      ofGateway.map(([name, { status, title }]) => [
        linked(name),
        String(status),
        title,
        yesOrNo(errorRetryability[name as keyof typeof errorRetryability]),
      ]),
    ),
    '## Of the player',
    '`error.code` of the element, besides those of the gateway.',
    table(
      ['code', 'tries again'],
      ofPlayer.map(([name, isRetryable]) => [linked(name), yesOrNo(isRetryable)]),
    ),
    '## Of the camera',
    'In its status and its replies on MQTT.',
    table(
      ['code'],
      agentErrorCodes.map((name) => [linked(name)]),
    ),
  );
}
