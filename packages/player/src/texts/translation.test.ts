import { assert } from 'chai';
import { html, LitElement } from 'lit';
import { PlayerError } from '../errors/player-error.js';
import { FakeClock } from '../testing/fake-clock.js';
import { english } from './english.js';
import { errorText } from './error-text.js';
import { french } from './french.js';
import { german } from './german.js';
import type { Language } from './languages.js';
import { isComplete, type PlayerTexts, type Texts } from './texts.js';
import { maxWordlessMs, Translation } from './translation.js';

/** Speaks one sentence, in the language of its place. */
class Speaker extends LitElement {
  static override properties = { texts: { attribute: false } };
  declare texts: PlayerTexts | null;
  readonly clock = new FakeClock();
  readonly asked: Language[] = [];
  drawings: string[] = [];
  #pending = new Map<string, { resolve: (texts: Texts) => void; reject: (error: Error) => void }>();

  translation = new Translation({
    host: this,
    clock: () => this.clock,
    load: (language) => {
      this.asked.push(language);
      return new Promise((resolve, reject) => this.#pending.set(language, { resolve, reject }));
    },
  });

  constructor() {
    super();
    this.texts = null;
  }

  get spoken(): string | undefined {
    return this.drawings.at(-1);
  }

  async arrive(texts: Texts): Promise<void> {
    this.#pending.get(texts.lang)!.resolve(texts);
    await this.settled();
  }

  async fail(language: string): Promise<void> {
    this.#pending.get(language)!.reject(new TypeError('Failed to fetch dynamically imported module'));
    await this.settled();
  }

  /** All that follows from what has just happened: promises, observers, then the drawing they ask for. */
  async settled(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    await this.updateComplete;
  }

  override render() {
    const { texts, quantities } = this.translation.wording;
    this.drawings.push(texts.start);
    return html`<p lang=${quantities.locale}>${texts.start} ${quantities.seconds(1.5)}</p>`;
  }
}
customElements.define('test-speaker', Speaker);

async function speaker(lang: string, parent: Element = document.body): Promise<Speaker> {
  const element = document.createElement('test-speaker') as Speaker;
  if (lang !== '') element.lang = lang;
  parent.append(element);
  await element.updateComplete;
  return element;
}

describe('the translation of the player', () => {
  afterEach(() => {
    document.body.replaceChildren();
    document.documentElement.removeAttribute('lang');
  });

  it('has the first words of English at once, and all others when somebody wants to watch', async () => {
    const element = await speaker('en');
    assert.equal(isComplete(element.translation.wording.texts), false);
    for (const state of ['starting', 'starting'] as const) element.translation.prepareAll(state);
    assert.deepEqual(element.asked, ['en']);
    await element.arrive(english);
    assert.equal(element.translation.wording.texts, english);
    element.translation.prepareAll('connecting');
    assert.deepEqual(element.asked, ['en']);
  });

  it('asks for the rest of English again in the next state, and says meanwhile what the failure says', async () => {
    const element = await speaker('en');
    element.translation.prepareAll('starting');
    await element.fail('en');
    const { texts } = element.translation.wording;
    const unknown = new PlayerError('no_transport', 'They share no transport.');
    assert.deepEqual(errorText(texts, unknown), { title: 'They share no transport', advice: '' });
    const unreachable = new PlayerError('gateway_unreachable', 'It did not answer.');
    assert.deepEqual(errorText(texts, unreachable), english.errors.gateway_unreachable);
    element.translation.prepareAll('failed');
    assert.deepEqual(element.asked, ['en', 'en']);
  });

  it('asks for no English where another language is there', async () => {
    const element = await speaker('de');
    await element.arrive(german);
    element.translation.prepareAll('starting');
    assert.deepEqual(element.asked, ['de']);
  });

  it('speaks English at once, and waits for nothing', async () => {
    const element = await speaker('en-GB');
    assert.deepEqual(element.drawings, [english.start]);
    assert.deepEqual(element.asked, []);
    assert.equal(element.clock.pendingCount, 0);
  });

  it('begins to load before the first drawing, and flashes no English meanwhile', async () => {
    const element = await speaker('de');
    assert.deepEqual(element.asked, ['de']);
    await element.arrive(german);
    assert.deepEqual(element.drawings, ['\u00a0', german.start]);
    assert.equal(element.clock.pendingCount, 0);
  });

  it('speaks English when its language takes long, until that arrives', async () => {
    const element = await speaker('de');
    element.clock.advance(maxWordlessMs - 1);
    await element.settled();
    assert.equal(element.spoken, '\u00a0');
    element.clock.advance(1);
    await element.settled();
    assert.equal(element.spoken, english.start);
    await element.arrive(german);
    assert.equal(element.spoken, german.start);
  });

  it('stays with English when its language cannot be loaded, and does not ask again and again', async () => {
    const element = await speaker('de');
    await element.fail('de');
    element.requestUpdate();
    await element.settled();
    assert.equal(element.spoken, english.start);
    assert.deepEqual(element.asked, ['de']);
    assert.equal(element.clock.pendingCount, 0);
  });

  it('tells a screen reader the language that is shown, with the numbers of its region', async () => {
    const element = await speaker('de-CH');
    const line = () => element.shadowRoot!.querySelector('p')!;
    await element.arrive(german);
    assert.equal(line().lang, 'de-CH');
    assert.match(line().textContent!, /1\.5/);
    element.lang = 'fr-CA';
    await element.settled();
    assert.equal(line().lang, 'de', 'still German, no longer Swiss');
    assert.match(line().textContent!, /1,5/);
    await element.arrive(french);
    assert.equal(line().lang, 'fr-CA');
  });

  it('keeps the language it has until another one is there; the last wish counts', async () => {
    const element = await speaker('de');
    await element.arrive(german);
    element.lang = 'fr';
    await element.settled();
    element.lang = 'es';
    await element.settled();
    await element.arrive(french);
    assert.deepEqual(element.asked, ['de', 'fr', 'es']);
    assert.equal(element.spoken, german.start);
    element.lang = 'en';
    await element.settled();
    assert.equal(element.spoken, english.start);
    assert.notInclude(element.drawings, french.start);
  });

  it('follows the document, and the ancestor that has decided', async () => {
    const section = document.createElement('section');
    document.body.append(section);
    document.documentElement.lang = 'de';
    const element = await speaker('', section);
    await element.arrive(german);
    document.documentElement.lang = 'en';
    await element.settled();
    assert.equal(element.spoken, english.start);
    section.lang = 'fr';
    await element.settled();
    assert.equal(element.spoken, english.start, 'an ancestor that had no lang is not watched');
    element.requestUpdate();
    await element.settled();
    await element.arrive(french);
    assert.equal(element.spoken, french.start, 'but it is seen at the next drawing');
    section.removeAttribute('lang');
    await element.settled();
    assert.equal(element.spoken, english.start);
  });

  it('reads the language anew where it is moved to', async () => {
    const section = document.createElement('section');
    section.lang = 'de';
    document.body.append(section);
    const element = await speaker('', section);
    await element.arrive(german);
    document.documentElement.lang = 'en';
    document.body.append(element);
    await element.settled();
    element.requestUpdate();
    await element.settled();
    assert.equal(element.spoken, english.start);
  });

  it('leaves no timer and no ear behind when it is removed', async () => {
    const element = await speaker('de');
    element.remove();
    assert.equal(element.clock.pendingCount, 0);
    const { length } = element.drawings;
    element.lang = 'fr';
    document.documentElement.lang = 'ja';
    await element.settled();
    assert.equal(element.drawings.length, length);
    assert.deepEqual(element.asked, ['de']);
    element.lang = 'de';
    document.body.append(element);
    await element.arrive(german);
    assert.equal(element.spoken, german.start, 'back in the page it asks again');
  });

  it('puts the page’s own sentences over it, from the first drawing on', async () => {
    const element = document.createElement('test-speaker') as Speaker;
    element.lang = 'de';
    element.texts = { start: 'Zum Vogelhaus' };
    document.body.append(element);
    await element.updateComplete;
    await element.arrive(german);
    element.texts = null;
    await element.settled();
    assert.deepEqual(element.drawings, ['Zum Vogelhaus', 'Zum Vogelhaus', german.start]);
  });

  it('speaks a language of the page that the player does not have', async () => {
    const element = await speaker('nl-BE');
    const line = () => element.shadowRoot!.querySelector('p')!;
    assert.equal(line().lang, 'en');
    element.texts = { lang: 'nl', start: 'Live bekijken' };
    await element.settled();
    assert.match(line().textContent!, /^Live bekijken 1,5/);
    assert.equal(line().lang, 'nl');
    element.texts = { lang: 'no such tag', start: 'Live bekijken' };
    await element.settled();
    assert.equal(line().lang, 'en');
  });
});
