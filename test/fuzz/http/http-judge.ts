/** What every answer of the gateway's port has to be, whatever was asked. */
import { judgeProblem } from '../problem-judge.js';
import { must } from '../surface.js';
import type { HttpInput } from './http-requests.js';
import type { WireAnswer } from './wire.js';

export type HttpFacts = { input: HttpInput; methods: readonly string[]; fill(text: string): string };

/** What Node itself refuses before anybody is asked: with no body, and nothing of ours in the head. */
const parserStatuses = new Set([400, 408, 413, 417, 431, 501, 505]);

/** @throws Broken */
export function judgeAnswers(answers: readonly WireAnswer[], { input, methods, fill }: HttpFacts): void {
  const limit = input.kind === 'bytes' ? 1 : methods.length;
  // One refusal of the parser may follow what was read as whole requests.
  const own = answers.filter((answer) => !isRefusedByParser(answer));
  must(own.length <= limit, () => `${own.length} answers to ${limit} requests`);
  must(answers.length <= limit + 1, () => `${answers.length} answers to ${limit} requests`);
  answers.forEach((answer, index) => {
    const request = input.kind === 'requests' ? input.requests[index] : undefined;
    // Of an answer to a handshake, the adapter sends only the head.
    const isHandshake = request?.headers.some(([, value]) => value === 'websocket') === true;
    judgeAnswer(isHandshake ? { ...answer, isWhole: false } : answer, fill(request?.target ?? ''));
  });
}

function isRefusedByParser({ status, headers, body }: WireAnswer): boolean {
  return parserStatuses.has(status) && body.length === 0 && !headers.has('x-request-id');
}

function judgeAnswer(answer: WireAnswer, target: string): void {
  const { status, headers, body, method, isWhole } = answer;
  const say = `${method} ${target.slice(0, 200)}: ${status}`;
  if (isRefusedByParser(answer)) return;
  must(status !== 500, () => `${say} ${body.toString().slice(0, 300)}`);
  must(!headers.has('x-injected'), () => `${say} has a header of the client's`);
  must(headers.has('x-request-id') || status === 101, () => `${say} has no request id`);
  const allowed = headers.get('access-control-allow-origin');
  must(allowed === undefined || allowed === '*', () => `${say} allows ${allowed}`);
  must(!headers.has('access-control-allow-credentials'), () => `${say} allows credentials`);
  const type = headers.get('content-type') ?? '';
  const text = body.toString();
  if (/html/.test(type))
    must(headers.has('content-security-policy'), () => `${say} is a page without a policy`);
  must(
    !/<script>|"onload=/i.test(text) || /json|javascript/.test(type),
    () => `${say} repeats what was sent`,
  );
  if (status < 400 || method === 'HEAD' || !isWhole) return;
  const path = target.split('?')[0] ?? '';
  // A frame shows a page whatever is wrong.
  if (path.startsWith('/embed/') && /html/.test(type)) return;
  if (path.endsWith('/readyz') && status === 503) return;
  if (/\/start-streaming-service$/.test(path) && status === 504) return;
  judgeProblem({ status, header: (name) => headers.get(name), text });
}
