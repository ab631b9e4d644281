import { assert } from 'chai';
import { createFmp4Connection } from './fmp4-connection.js';
import { explainFailure } from './response-failure.js';

/** What opening fails with. */
async function failureOf(opening: Promise<unknown>): Promise<unknown> {
  return opening.then(
    () => assert.ok(false, 'it should fail'),
    (error: unknown) => error,
  );
}

describe('a connection for fmp4', () => {
  const ended = new URL('/live/dead-grant/door/live.mp4', location.href).href;

  it('asks for a response where no WebSocket gets through, and for nothing else from then on', async () => {
    const connection = createFmp4Connection(ended, new AbortController().signal);
    assert.equal(connection.way, 'WebSocket');
    for (let time = 0; time < 2; time++) {
      assert.equal(explainFailure(await failureOf(connection.open())).code, 'session_gone');
      assert.equal(connection.way, 'response');
    }
  });

  it('says that the gateway cannot be reached when nobody listens there', async () => {
    const connection = createFmp4Connection('http://127.0.0.1:9/live.mp4', new AbortController().signal);
    assert.equal(explainFailure(await failureOf(connection.open())).code, 'gateway_unreachable');
  });

  it('gives up at once with its attachment', async () => {
    const ending = new AbortController();
    const failure = failureOf(createFmp4Connection(ended, ending.signal).open());
    ending.abort(new Error('the attachment has ended'));
    assert.equal(((await failure) as Error).message, 'the attachment has ended');
  });
});
