/** From requests to bytes, and from the bytes of answers back to answers (RFC 9112). Strict, and its own on purpose. */
import { must } from '../surface.js';
import type { HttpRequest } from './http-requests.js';

/** As many answers as there are methods may come: a request whose end can be read in two ways is the last of its connection. */
export type WireRequests = { bytes: Buffer; methods: string[] };

export function writeRequests(
  requests: readonly HttpRequest[],
  fill: (text: string) => string,
): WireRequests {
  const methods: string[] = [];
  let isOpen = true;
  const texts = requests.map(({ method, target, version, headers, body, lineEnd }) => {
    if (isOpen) methods.push(method);
    const framing = frame(body.text, body.framing);
    const all: [string, string][] = [['Host', 'gateway.example'], ...headers, ...framing.headers];
    // What is sent beyond a body is a further request, by right.
    if (isOpen && ['none', 'too short'].includes(body.framing) && body.text !== '') methods.push('GET');
    isOpen &&= !isAmbiguous(all) && body.framing !== 'odd chunks';
    const head = [`${method} ${fill(target)} ${version}`, ...all.map((pair) => pair.join(': ')), '', ''];
    return head.join(lineEnd) + framing.text;
  });
  return { bytes: Buffer.from(texts.join(''), 'latin1'), methods };
}

/** Whether two readers may see two ends of the request (RFC 9112 §6.3, §5.1, §5.2). */
function isAmbiguous(headers: [string, string][]): boolean {
  const lengths = headers.filter(([name]) => /^content-length$/i.test(name)).map(([, value]) => value);
  const codings = headers.filter(([name]) => /^transfer-encoding$/i.test(name)).map(([, value]) => value);
  return (
    (lengths.length > 0 && codings.length > 0) ||
    new Set(lengths).size > 1 ||
    lengths.some((value) => !/^\d{1,15}$/.test(value)) ||
    // Chunks come last, whatever is named before them.
    (codings.length > 0 && !/(^|, *)chunked$/.test(codings.join(', '))) ||
    headers.some(([name]) => !/^[\w-]+$/.test(name))
  );
}

function frame(text: string, framing: HttpRequest['body']['framing']) {
  const length = Buffer.byteLength(text, 'latin1');
  const chunk = length === 0 ? '' : `${length.toString(16)}\r\n${text}\r\n`;
  const lengthOf = (count: number): [string, string] => ['Content-Length', String(count)];
  const chunked: [string, string] = ['Transfer-Encoding', 'chunked'];
  switch (framing) {
    case 'none':
      return { headers: [], text };
    case 'length':
      return { headers: [lengthOf(length)], text };
    case 'chunked':
      return { headers: [chunked], text: `${chunk}0\r\n\r\n` };
    case 'too long':
      return { headers: [lengthOf(length + 10)], text };
    case 'too short':
      return { headers: [lengthOf(Math.max(0, length - 3))], text };
    case 'both':
      return { headers: [lengthOf(length), chunked], text: `${chunk}0\r\n\r\n` };
    case 'twice':
      return { headers: [lengthOf(length), lengthOf(0)], text };
    case 'odd chunks':
      return { headers: [chunked], text: `${length.toString(16)};x="\r\n${text}\n0000\r\nX: y\r\n\r\n` };
  }
}

export type WireAnswer = {
  method: string;
  status: number;
  headers: ReadonlyMap<string, string>;
  body: Buffer;
  /** Its end has come, as far as it says where that is. */
  isWhole: boolean;
};

/** The answers to requests of these methods, in turn. Informational ones are left out. @throws Broken */
export function readAnswers(bytes: Buffer, methods: readonly string[]): WireAnswer[] {
  const answers: WireAnswer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const headEnd = bytes.indexOf('\r\n\r\n', at);
    if (headEnd < 0) break;
    const [statusLine = '', ...lines] = bytes.toString('latin1', at, headEnd).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) [ -~]*$/.exec(statusLine)?.[1]);
    must(status >= 100 && status < 600, () => `an answer begins with ${JSON.stringify(statusLine)}`);
    const headers = readHeaders(lines);
    at = headEnd + 4;
    if (status < 200 && status !== 101) continue;
    const method = methods[answers.length] ?? 'none';
    const answer = { method, status, headers };
    const rest = bytes.subarray(at);
    if (status === 101) return [...answers, { ...answer, body: rest, isWhole: true }];
    // Of a request that was taken for rest, an answer to HEAD may be met here under another name: the next one follows at once.
    if (rest.toString('latin1', 0, 9) === 'HTTP/1.1 ') {
      answers.push({ ...answer, body: rest.subarray(0, 0), isWhole: false });
      continue;
    }
    const isEmpty = method === 'HEAD' || status === 204 || status === 304;
    const read = isEmpty
      ? { body: rest.subarray(0, 0), usedBytes: 0, isWhole: true }
      : readBody(rest, headers);
    answers.push({ ...answer, body: read.body, isWhole: read.isWhole });
    at += read.usedBytes;
  }
  return answers;
}

function readHeaders(lines: string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([\w!#$%&'*+.^`|~-]+): ([\t -~\x80-\xff]*)$/.exec(line) ?? [];
    must(name !== '', () => `a header of an answer reads ${JSON.stringify(line)}`);
    const key = name.toLowerCase();
    must(!(key === 'content-length' && headers.has(key)), () => 'an answer has two lengths');
    headers.set(key, headers.has(key) ? `${headers.get(key)}, ${value}` : value);
  }
  return headers;
}

type Body = { body: Buffer; usedBytes: number; isWhole: boolean };

function readBody(rest: Buffer, headers: ReadonlyMap<string, string>): Body {
  const length = headers.get('content-length');
  const isChunked = headers.get('transfer-encoding') === 'chunked';
  must(!(isChunked && length !== undefined), () => 'an answer has a length and chunks');
  if (isChunked) return readChunks(rest);
  if (length === undefined) return { body: rest, usedBytes: rest.length, isWhole: true };
  const count = Number(length);
  must(Number.isSafeInteger(count) && count >= 0, () => `an answer has the length ${length}`);
  const body = rest.subarray(0, count);
  return { body, usedBytes: body.length, isWhole: body.length === count };
}

function readChunks(rest: Buffer): Body {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at);
    const size = lineEnd < 0 ? Number.NaN : Number.parseInt(rest.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (!(end <= rest.length)) return { body: Buffer.concat(pieces), usedBytes: rest.length, isWhole: false };
    if (size === 0) return { body: Buffer.concat(pieces), usedBytes: end, isWhole: true };
    pieces.push(rest.subarray(lineEnd + 2, end - 2));
    at = end;
  }
}
