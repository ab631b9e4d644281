/** Surface 4: whatever reaches the port of a real gateway, well formed or not. */
import type { Surface } from '../surface.js';
import { must } from '../surface.js';
import { exchange } from './exchange.js';
import { judgeAnswers } from './http-judge.js';
import { type HttpInput, httpInputs } from './http-requests.js';
import { openStage } from './stage.js';
import { readAnswers, writeRequests } from './wire.js';

const healthRequest = Buffer.from(
  'GET /healthz HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n\r\n',
);

export const httpSurface: Surface<HttpInput> = {
  name: 'http',
  async open() {
    const stage = await openStage();
    let count = 0;
    return {
      inputs: httpInputs,
      async check(input) {
        const fill = await stage.fill();
        const { bytes, methods } = writeInput(input, fill);
        const ending = input.kind === 'requests' ? input.ending : 'close';
        const came = await exchange(stage.port, bytes, ending);
        if (ending === 'close') judgeAnswers(readAnswers(came, methods), { input, methods, fill });
        count += 1;
        if (count % 20 === 0) {
          const [health] = readAnswers(await exchange(stage.port, healthRequest), ['GET']);
          must(health?.status === 200, () => `the gateway is not well: ${health?.status}`);
        }
      },
      close: () => stage.close(),
    };
  },
};

function writeInput(input: HttpInput, fill: (text: string) => string): { bytes: Buffer; methods: string[] } {
  if (input.kind === 'bytes') return { bytes: Buffer.from(input.bytes, 'hex'), methods: ['GET'] };
  const { bytes, methods } = writeRequests(input.requests, fill);
  const sent = input.cut === null ? bytes : bytes.subarray(0, bytes.length - input.cut);
  return { bytes: Buffer.concat([sent, Buffer.from(input.trailing, 'hex')]), methods };
}
