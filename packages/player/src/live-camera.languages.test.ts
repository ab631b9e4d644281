import { assert } from 'chai';
import {
  mountCamera,
  part,
  playingCamera,
  removeCameras,
  type TestCamera,
  until,
  untilState,
} from './testing/camera-fixture.js';
import { english } from './texts/english.js';
import { french } from './texts/french.js';
import { german } from './texts/german.js';
import { japanese } from './texts/japanese.js';
import { spanish } from './texts/spanish.js';

const region = (camera: TestCamera) => part(camera, '[role="region"]')!;
const speaks = (camera: TestCamera, name: string) =>
  until(() => region(camera).ariaLabel === name, `the player says ${name}`);

/** Whether the last sign of a text stands to the right of its first. */
function readsToTheRight(element: Element): boolean {
  const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() as Text;
  const leftOf = (index: number) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + 1);
    return range.getBoundingClientRect().left;
  };
  const words = text.data.trimEnd();
  return leftOf(words.length - 1) > leftOf(words.search(/\S/));
}

describe('<rpi-live-camera> in the language of its page', () => {
  afterEach(() => {
    removeCameras();
    document.documentElement.removeAttribute('lang');
    document.documentElement.removeAttribute('dir');
  });

  for (const texts of [english, german, spanish, french, japanese]) {
    it(`names, shows and announces in ${texts.lang}`, async () => {
      const camera = await mountCamera({ lang: texts.lang }, ({ gatewayFake }) => {
        gatewayFake.startAnswer = { kind: 'problem', code: 'viewer_limit_reached', retryAfterMs: 20_000 };
      });
      await speaks(camera, texts.region);
      assert.equal(part(camera, '.caption')!.textContent, texts.start);
      assert.equal(region(camera).lang, texts.lang);
      part(camera, '.big-play')!.click();
      await untilState(camera, 'failed');
      const { title, advice } = texts.errors.viewer_limit_reached;
      const message = part(camera, '[part="message"]')!;
      await until(() => message.textContent === title, 'the failure has its words');
      assert.equal(part(camera, '.advice')!.textContent, advice);
      assert.include(part(camera, '[role="status"]')!.textContent, title);
      assert.include(part(camera, '[role="status"]')!.textContent, advice);
      assert.match(part(camera, '.small')!.textContent!, /22/);
      for (const { textContent } of camera.shadowRoot!.querySelectorAll('p, button, [role="status"]')) {
        assert.notMatch(textContent!, /[{}]|undefined|null|NaN/);
      }
    });
  }

  // The fonts of this machine may have no Japanese, so its lines cannot be measured.
  for (const texts of [english, german, spanish, french]) {
    it(`shows its longest failure whole on a phone of 360 px with a margin (${texts.lang})`, async () => {
      const lengthOf = ({ title, advice }: { title: string; advice: string }) => title.length + advice.length;
      const [longest] = Object.values(texts.errors).sort((a, b) => lengthOf(b) - lengthOf(a));
      const camera = await mountCamera({ lang: texts.lang, camera: '', autoplay: '' }, (element) => {
        element.style.width = '328px';
        element.texts = { errors: { camera_missing: longest! } };
      });
      await untilState(camera, 'failed');
      await speaks(camera, texts.region);
      const message = part(camera, '[part="message"]')!;
      await until(() => message.textContent === longest!.title, 'the failure has its words');
      const frame = region(camera).getBoundingClientRect();
      for (const child of part(camera, '.failure')!.children) {
        const { top, bottom, height } = child.getBoundingClientRect();
        const isWhole = height === 0 || (bottom <= frame.bottom && top >= frame.top);
        assert.isTrue(isWhole, `${child.className}: ${child.textContent}`);
      }
    });
  }

  it('changes with the lang of the document while it plays, without a restart', async () => {
    const camera = await playingCamera({ controls: '' });
    document.documentElement.lang = 'fr-CH';
    await speaks(camera, french.region);
    assert.equal(part(camera, '.badge')!.textContent!.trim(), french.live);
    assert.equal(camera.state, 'playing');
    assert.equal(camera.gatewayFake.startCount, 1);
  });

  it('says what the page wants it to say', async () => {
    const camera = await mountCamera({ lang: 'de' }, (element) => {
      element.texts = { start: 'Zum Vogelhaus' };
    });
    await speaks(camera, german.region);
    assert.equal(part(camera, '.caption')!.textContent, 'Zum Vogelhaus');
    camera.texts = { region: 'Vogelhaus' };
    await camera.updateComplete;
    assert.equal(part(camera, '.caption')!.textContent, german.start);
    assert.equal(region(camera).ariaLabel, 'Vogelhaus');
  });

  it('lays itself out in the direction of the page, and writes each text in its own', async () => {
    document.documentElement.dir = 'rtl';
    document.documentElement.lang = 'ar';
    const camera = await mountCamera({ camera: '', autoplay: '' });
    await untilState(camera, 'failed');
    assert.equal(getComputedStyle(region(camera)).direction, 'rtl');
    assert.equal(region(camera).lang, 'en');
    const advice = part(camera, '.advice')!;
    await until(() => advice.textContent !== '', 'the failure has its words');
    assert.isTrue(readsToTheRight(advice), 'the full stop of English text stands at its end');
    camera.texts = { lang: 'ar', errors: { camera_missing: { advice: 'أعد المحاولة بعد قليل.' } } };
    await camera.updateComplete;
    assert.isFalse(readsToTheRight(advice), 'and that of Arabic text at its own');
    assert.equal(region(camera).lang, 'ar');
  });
});
