/**
 * Keeps the player speaking the language of the place it stands at. A Lit controller of the element. The language is read
 * before each drawing; besides, a drawing is asked for when `lang` changes on the element itself, on the ancestor that
 * has decided so far, or on the root of the document. A `lang` that appears on another ancestor is seen at the next
 * drawing, which each change of state brings.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../clock/clock.js';
import type { PlayerStateName } from '../state/player-state.js';
import { firstEnglish } from './first-english.js';
import type { Language } from './languages.js';
import { loadTexts } from './load-texts.js';
import { mergeTexts, withoutWords } from './merge-texts.js';
import { canonicalTag, primarySubtag, watchLanguage } from './page-language.js';
import { createQuantities, type Quantities } from './quantities.js';
import type { KnownTexts, PlayerTexts, Texts } from './texts.js';

/** How long the first drawing goes without words while its language loads; then it speaks English until that is there. */
export const maxWordlessMs = 300;

export type TranslationDeps = {
  host: ReactiveControllerHost & Element & { readonly texts: PlayerTexts | null };
  clock: () => Clock;
  /** @default the player's own chunks */
  load?: typeof loadTexts;
};

/** What templates speak with. */
export type Wording<Known extends KnownTexts = Texts> = { texts: Known; quantities: Quantities };

export class Translation implements ReactiveController {
  #deps: Required<TranslationDeps>;
  #langWatch = new MutationObserver(() => this.#deps.host.requestUpdate());
  #tag: string = firstEnglish.lang;
  #language: Language | null = null;
  /** The texts of that language, or those before it while they load; `null` until the first are known. */
  #texts: KnownTexts | null = null;
  /** The state in which the rest of English was asked for last: after a failure the next state tries again. */
  #askedIn: PlayerStateName | null = null;
  #cancelWait: () => void = () => {};

  constructor({ load = loadTexts, ...deps }: TranslationDeps) {
    this.#deps = { ...deps, load };
    deps.host.addController(this);
  }

  /** What to speak with now: the page's own sentences over those of its language. */
  get wording(): Wording<KnownTexts> {
    const own = this.#deps.host.texts;
    const known = this.#texts ?? { ...withoutWords(firstEnglish), lang: primarySubtag(this.#tag) };
    const texts = own === null ? known : mergeTexts(known, own);
    const isOfTag = texts.lang === primarySubtag(this.#tag);
    return {
      texts,
      quantities: createQuantities(isOfTag ? this.#tag : (canonicalTag(texts.lang) ?? known.lang)),
    };
  }

  /**
   * To be called at each update of a player that is not idle: what has controls or can go wrong from now on has to have
   * words, of which English has only the first in the core.
   */
  prepareAll(state: PlayerStateName): void {
    if (this.#texts !== firstEnglish || this.#askedIn === state) return;
    this.#askedIn = state;
    const speak = (texts: KnownTexts) => {
      if (this.#texts !== firstEnglish) return;
      this.#texts = texts;
      this.#deps.host.requestUpdate();
    };
    this.#deps.load('en').then(speak, () => {});
  }

  /** Begins to load before the first drawing. */
  hostConnected(): void {
    this.#follow();
  }

  hostUpdate(): void {
    if (this.#deps.host.isConnected) this.#follow();
  }

  hostDisconnected(): void {
    this.#langWatch.disconnect();
    this.#cancelWait();
    if (this.#texts === null) this.#language = null;
  }

  #follow(): void {
    const { host, clock, load } = this.#deps;
    const { language, tag } = watchLanguage(host, this.#langWatch);
    this.#tag = tag;
    if (language === this.#language) return;
    this.#language = language;
    this.#cancelWait();
    if (language === 'en') {
      this.#texts = firstEnglish;
      this.#askedIn = null;
      return;
    }
    const speak = (texts: KnownTexts) => {
      if (language !== this.#language) return;
      this.#cancelWait();
      this.#texts = texts;
      host.requestUpdate();
    };
    if (this.#texts === null) this.#cancelWait = clock().after(maxWordlessMs, () => speak(firstEnglish));
    load(language).then(speak, () => speak(firstEnglish));
  }
}
