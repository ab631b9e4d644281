import 'axe-core';
import { assert } from 'chai';
import { listScenes } from '../testing/list-scenes.js';
import type { TestRecordings } from '../testing/recordings-fixture.js';

type AxeResults = { violations: { id: string; help: string; nodes: { html: string }[] }[] };
declare const axe: { run: (context: unknown, options: unknown) => Promise<AxeResults> };

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function findings(list: TestRecordings): Promise<string[]> {
  // Where the list stands among the headings of a page is up to the page.
  const rules = { 'heading-order': { enabled: false } };
  const { violations } = await axe.run(list, { runOnly: { type: 'tag', values: tags }, rules });
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}

describe('accessibility of the list', () => {
  afterEach(() => {
    document.body.replaceChildren();
    document.body.removeAttribute('style');
  });

  for (const { name, arrange } of listScenes) {
    for (const [page, style] of [
      ['light', 'background: #fff; color: #16202b'],
      ['dark', 'background: #0f141a; color: #e8edf2'],
    ] as const) {
      it(`axe finds nothing on a ${page} page: ${name}`, async () => {
        document.body.setAttribute('style', style);
        assert.deepEqual(await findings(await arrange({})), []);
      });
    }
  }

  it('gives a finger 44 pixels everywhere', async () => {
    for (const { arrange } of listScenes) {
      const list = await arrange({ style: 'width: 340px' });
      for (const button of list.shadowRoot!.querySelectorAll('button')) {
        const { width, height } = button.getBoundingClientRect();
        assert.ok(width >= 44 && height >= 44, `${button.outerHTML}: ${width} × ${height}`);
      }
      document.body.replaceChildren();
    }
  });
});
