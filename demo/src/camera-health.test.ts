/** The health of a camera on the demo page, in a real browser; what the camera says is put on by hand. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type GatewayServer, serveGateway } from '@rpi-live-camera/gateway';
import type { CameraReport, CameraResource } from '../../packages/protocol/src/resources.js';
import { launchChromium } from '../../test/support/browser.js';
import { createPage } from './page.js';

const healthy: CameraReport = {
  state: 'streaming',
  heardAt: new Date().toISOString(),
  since: null,
  agent: 'rpi-live-camera-agent/0.1.0',
  capture: 'rpicam',
  video: { framesPerSecond: 29.9, bitsPerSecond: 2_000_000, droppedPictures: 0 },
  health: { temperatureCelsius: 61, throttled: { now: [], sinceBoot: [] }, wifi: { signalDbm: -56 } },
  lastError: null,
};
const failing: CameraReport = {
  ...healthy,
  state: 'error',
  video: null,
  health: { ...healthy.health, throttled: { now: ['under-voltage'], sinceBoot: ['under-voltage'] } },
  lastError: { code: 'camera_busy', message: 'The camera is in use.', lastWords: ['one', '<b>two</b>'] },
};
type Chromium = Awaited<ReturnType<typeof launchChromium>>;
const deadline = { timeout: 10_000 };

describe('the health of a camera on the page', () => {
  let chromium: Chromium;
  let server: GatewayServer;
  let page: Awaited<ReturnType<Chromium['browser']['newPage']>>;
  const camera: CameraResource = {
    id: 'front-door',
    name: 'Front door',
    state: 'streaming',
    viewers: 1,
    since: new Date().toISOString(),
    status: null,
  };
  before(async () => {
    chromium = await launchChromium();
    const site = createPage().get('/api/v1/cameras/front-door', (context) => context.json(camera));
    server = await serveGateway(site, { host: '127.0.0.1', port: 0 });
    page = await chromium.browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(server.url);
  });
  after(async () => {
    await chromium?.close();
    await server?.close();
  });

  const panel = () => page.getByRole('region', { name: 'The camera' });
  const details = () => panel().getByText('Its last lines of output');

  it('is not there for a camera that says nothing of itself', async () => {
    await panel().getByText('Awake and live').waitFor(deadline);
    assert.equal(await panel().getByText('What it says of itself').isVisible(), false);
  });

  it('is shown in figures', async () => {
    camera.status = healthy;
    await panel().getByText('29.9 fps').waitFor(deadline);
    for (const text of ['2.0 Mbit/s', '61 °C', 'strong, −56 dBm', 'rpicam'])
      assert.ok(await panel().getByText(text).isVisible(), text);
    assert.equal(await panel().getByText('Last error').isVisible(), false);
    assert.equal(await panel().getByText('Under-voltage').isVisible(), false);
  });

  it('warns, and has the last words of an error for who wants them, by keyboard', async () => {
    Object.assign(camera, { state: 'error', status: failing });
    await panel().getByText('In trouble').waitFor(deadline);
    assert.ok(await panel().getByText('Under-voltage: the power supply').isVisible());
    assert.ok(await panel().getByText('The camera is in use.').isVisible());
    const words = panel().getByText('<b>two</b>');
    assert.equal(await words.isVisible(), false);
    await details().press('Enter');
    await words.waitFor(deadline);
  });

  it('stays open while the camera says the same, and does not scroll sideways', async () => {
    camera.status = { ...failing, health: { ...failing.health, temperatureCelsius: 70 } };
    await panel().getByText('70 °C').waitFor(deadline);
    assert.ok(await panel().getByText('<b>two</b>').isVisible());
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  });
});
