/** What JSON in the docs can be, each with what takes it in the product. Called by the test of the code blocks. */
import {
  CameraReplySchema,
  CameraStatusSchema,
  ControlCommandSchema,
  ProblemSchema,
  SessionSchema,
} from '@rpi-live-camera/protocol';
import { parseConfig as parseAgentConfig } from '../../packages/agent/src/config/parse-config.js';
import { parseConfig as parseGatewayConfig } from '../../packages/gateway/src/config/parse.js';

type Schema = {
  '~standard': {
    validate(value: unknown): { issues?: readonly { message: string }[] | undefined } | Promise<unknown>;
  };
};

/** @throws with every issue */
const checkedBy = (schema: Schema) => (value: unknown) => {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) throw new Error('a schema of the protocol never waits');
  if (result.issues) throw new Error(result.issues.map(({ message }) => message).join('; '));
};

/** By a key that only this kind has; the first that fits counts. @throws where the product would refuse it */
const kinds: Record<string, (value: unknown) => unknown> = {
  cameraId: parseAgentConfig,
  cameras: parseGatewayConfig,
  action: checkedBy(ControlCommandSchema),
  inReplyTo: checkedBy(CameraReplySchema),
  sources: checkedBy(SessionSchema),
  state: checkedBy(CameraStatusSchema),
  requestId: checkedBy(ProblemSchema),
  // A policy of AWS IoT Core: test/conformance/broker-docs.test.ts holds it to the tested one.
  Statement: () => {},
};

/** A piece of a gateway's settings may stand for itself: `"mqtt": { … }`. */
export function checkJson(text: string): void {
  const isPiece = text.trimStart().startsWith('"');
  const value = JSON.parse(isPiece ? `{ "cameras": [{ "id": "any" }], ${text} }` : text) as object;
  const kind = Object.keys(kinds).find((key) => key in value);
  if (!kind) throw new Error(`is nothing that is known by one of: ${Object.keys(kinds).join(', ')}`);
  kinds[kind]!(value);
}
