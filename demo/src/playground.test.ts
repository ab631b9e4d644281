/** The settings and the snippet of the demo page, and its second page, in a real browser; there is no gateway behind them. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type GatewayServer, serveGateway } from '@rpi-live-camera/gateway';
import { launchChromium } from '../../test/support/browser.js';
import { createPage } from './page.js';

type Chromium = Awaited<ReturnType<typeof launchChromium>>;

describe('the demo page', () => {
  let chromium: Chromium;
  let server: GatewayServer;
  let page: Awaited<ReturnType<Chromium['browser']['newPage']>>;
  before(async () => {
    chromium = await launchChromium();
    server = await serveGateway(createPage(), { host: '127.0.0.1', port: 0 });
    page = await chromium.browser.newPage({ viewport: { width: 390, height: 844 } });
  });
  beforeEach(async () => {
    await page.goto(server.url);
    for (const name of ['Controls and keys', 'Words', 'Look']) {
      await page.getByText(name, { exact: true }).press('Enter');
    }
  });
  after(async () => {
    await chromium?.close();
    await server?.close();
  });

  const snippet = async () => (await page.locator('#snippet').textContent()) ?? '';

  it('gives the HTML of the camera as it is set', async () => {
    assert.match(
      await snippet(),
      /<script type="module" src="http:\/\/127\.0\.0\.1:\d+\/player\.js"><\/script>/,
    );
    assert.match(await snippet(), /camera="front-door" label="Front door" autoplay muted controls>/);
    await page.getByLabel('controls', { exact: true }).uncheck();
    await page.getByLabel('lang').selectOption({ label: 'Deutsch' });
    await page.getByLabel('label', { exact: true }).fill('The "big" <one>');
    await page.getByLabel('corners', { exact: true }).fill('6');
    const text = await snippet();
    assert.match(text, /label="The &quot;big&quot; &lt;one>" autoplay muted lang="de">/);
    assert.match(
      text,
      /<style>\n {2}rpi-live-camera \{\n {4}--rpi-live-camera-border-radius: 6px;\n {2}\}\n<\/style>/,
    );
  });

  it('goes back to what it was', async () => {
    const before = await snippet();
    await page.getByLabel('stats', { exact: true }).check();
    await page.getByLabel('accent', { exact: true }).fill('#ff0000');
    assert.notEqual(await snippet(), before);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.waitForFunction((text) => document.querySelector('#snippet')?.textContent === text, before);
  });

  it('shows ways and looks, each with its HTML, and scrolls sideways nowhere', async () => {
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(await overflow(), 0);
    await page.getByRole('link', { name: 'Ways and looks' }).click();
    await page.getByRole('heading', { name: 'Four ways, one camera' }).waitFor({ timeout: 10_000 });
    assert.equal(await page.locator('figure').count(), 9);
    assert.equal(await page.locator('figcaption').count(), 9);
    assert.equal(await overflow(), 0);
  });
});
