import 'axe-core';
import { assert } from 'chai';
import {
  mountCamera,
  part,
  playingCamera,
  press,
  removeCameras,
  soundCamera,
  type TestCamera,
  until,
  untilState,
} from '../testing/camera-fixture.js';
import { scenes } from '../testing/scenes.js';

type AxeResults = { violations: { id: string; help: string; nodes: { html: string }[] }[] };
declare const axe: { run: (context: unknown, options: unknown) => Promise<AxeResults> };

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function findings(camera: TestCamera): Promise<string[]> {
  await camera.updateComplete;
  const { violations } = await axe.run(camera, { runOnly: { type: 'tag', values: tags } });
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}

describe('accessibility', () => {
  afterEach(removeCameras);

  for (const { name, arrange } of scenes) {
    it(`axe finds nothing: ${name}`, async () => {
      assert.deepEqual(await findings(await arrange({})), []);
    });
  }

  it('axe finds nothing with everything open: strip, statistics, zoom, note', async () => {
    const camera = await soundCamera({ stats: '' });
    press(camera, '+');
    press(camera, 's');
    part(camera, '[part~="more-button"]')!.click();
    await until(() => part(camera, '.toast')!.textContent !== '', 'the note is shown');
    for (const width of ['280px', '800px']) {
      camera.style.width = width;
      assert.deepEqual(await findings(camera), [], width);
    }
  });

  it('names every button once and gives a finger 44 pixels', async () => {
    const camera = await soundCamera({ stats: '', label: 'Front door' });
    camera.style.width = '800px';
    press(camera, '+');
    part(camera, '[part~="more-button"]')!.click();
    await camera.updateComplete;
    assert.equal(part(camera, '[role="region"]')!.getAttribute('aria-label'), 'Front door');
    const buttons = [...camera.shadowRoot!.querySelectorAll<HTMLElement>('button, input')].filter((button) =>
      button.checkVisibility(),
    );
    assert.ok(buttons.length >= 10);
    for (const button of buttons) {
      const label = button.getAttribute('aria-label');
      assert.notEqual(label ?? button.title, '', button.outerHTML);
      assert.ok(label === null || button.title === '', `named twice: ${button.outerHTML}`);
      assert.ok(!(button.hasAttribute('aria-pressed') && button.title.startsWith('Hide')), button.outerHTML);
      const reach = Number.parseFloat(getComputedStyle(button, '::after').height) || 0;
      assert.ok(
        Math.max(reach, button.offsetHeight) >= 44,
        `${button.title} is ${button.offsetHeight} px high`,
      );
    }
    for (const svg of camera.shadowRoot!.querySelectorAll('svg'))
      assert.equal(svg.getAttribute('aria-hidden'), 'true');
  });

  it('says each change once, and nothing when the video only runs dry for a moment', async () => {
    const camera = await mountCamera({ controls: '' });
    const announcer = part(camera, '.announcer')!;
    assert.equal(announcer.getAttribute('role'), 'status');
    const said: string[] = [];
    const observer = new MutationObserver(() => said.push(announcer.textContent!));
    observer.observe(announcer, { childList: true, characterData: true, subtree: true });
    await camera.start();
    await camera.updateComplete;
    part<HTMLVideoElement>(camera, 'video')!.dispatchEvent(new Event('waiting'));
    await untilState(camera, 'playing');
    camera.clock.advance(5000);
    camera.pause();
    await camera.updateComplete;
    await until(() => said.includes('Paused.'), 'the pause is said');
    observer.disconnect();
    assert.deepEqual(
      said.filter((text) => text !== ''),
      ['Waking the camera.', 'Live.', 'Paused.'],
    );
  });

  it('shows the focus', async () => {
    const camera = await playingCamera({ controls: '' });
    const button = part(camera, '[part~="play-button"]')!;
    button.focus({ focusVisible: true } as FocusOptions);
    assert.notEqual(getComputedStyle(button).boxShadow, 'none');
  });
});
