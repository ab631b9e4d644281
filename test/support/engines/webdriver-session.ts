/** A WebDriver session over plain HTTP (https://www.w3.org/TR/webdriver2/). Used by `webkit.ts` alone. */

export type WebDriverSession = {
  capabilities: { browserVersion: string };
  /**
   * @param path behind `/session/{id}`, such as `/url`
   * @throws Error with the driver's own code and message
   */
  send<Result>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Result>;
  close(): Promise<void>;
};

const answersWithinMs = 60_000;

async function ask<Result>(method: string, url: string, body?: object): Promise<Result> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(answersWithinMs),
    ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value as Result;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`${method} ${new URL(url).pathname}: ${error}: ${message}`);
}

/** Opens a session, which starts the browser. */
export async function openWebDriverSession(
  driverUrl: string,
  capabilities: object,
): Promise<WebDriverSession> {
  const session = await ask<{ sessionId: string; capabilities: { browserVersion: string } }>(
    'POST',
    `${driverUrl}/session`,
    { capabilities: { alwaysMatch: capabilities } },
  );
  const url = `${driverUrl}/session/${session.sessionId}`;
  return {
    capabilities: session.capabilities,
    send: (method, path, body) => ask(method, `${url}${path}`, body),
    close: () => ask('DELETE', url),
  };
}
