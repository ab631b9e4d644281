/** HTTP as plain as Node has it, for viewers by the thousand in one process. */
import { type Agent, request } from 'node:http';

export type Ask = {
  url: string;
  /** Its end is that of the call: a signal for each of thousands of calls would cost more than they do. */
  agent: Agent;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
};

/** The whole answer. @throws when its status is not 200 or 201 */
export async function ask(call: Ask): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await follow(call, (chunk) => chunks.push(chunk));
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** The answer as it comes; resolves at its end. @throws when its status is not 200 or 201 */
export function follow(
  { url, agent, method = 'GET', headers = {} }: Ask,
  onChunk: (chunk: Buffer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (response) => {
      const { statusCode = 0 } = response;
      if (statusCode !== 200 && statusCode !== 201) {
        response.resume();
        reject(new Error(`${new URL(url).pathname} answered ${statusCode}`));
        return;
      }
      response.on('data', onChunk);
      response.on('end', resolve);
      response.on('error', reject);
    });
    sent.on('error', reject).end();
  });
}
