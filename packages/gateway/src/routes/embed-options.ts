/** What the address of an embed page may say of its player. Used by the embed route; `docs/embedding.md` has the list. */
import { transports } from '@rpi-live-camera/protocol/http';
import { GatewayError } from '../errors/gateway-error.js';

export type EmbedOptions = {
  /** @default false */
  autoplay: boolean;
  /** @default false */
  muted: boolean;
  /** @default true: a page of nothing but the player has nothing else to press */
  controls: boolean;
  /** Transports in order of preference, or `auto`, as the tag's attribute. */
  transport: string | undefined;
  /** Language of the player (BCP 47). @default that of the browser */
  lang: string | undefined;
  /** Name of the camera as shown. @default `cameras[].name` */
  label: string | undefined;
};

const maxLabelLength = 100;
const languagePattern = /^[a-z]{2,3}(-[a-z\d]{1,8}){0,4}$/i;
const transportWords: readonly string[] = ['auto', ...transports];

/** As an attribute of HTML, an option is on when it is there; other than that, `autoplay=0` switches it off. */
const flagWords: ReadonlyMap<string, boolean> = new Map([
  ['', true],
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

/**
 * Reads the options; other parameters are passed over, as links are given some on their way.
 *
 * @param parameter value of a query parameter
 * @throws GatewayError `invalid_request` naming the option and what it may be
 */
export function readEmbedOptions(parameter: (name: string) => string | undefined): EmbedOptions {
  function flag(name: string, fallback: boolean): boolean {
    const word = parameter(name);
    if (word === undefined) return fallback;
    const value = flagWords.get(word);
    if (value === undefined) throw wrong(name, 'nothing, 1 or 0');
    return value;
  }

  function text(name: string, isRight: (value: string) => boolean, hint: string): string | undefined {
    const value = parameter(name)?.trim();
    if (value === undefined || value === '') return undefined;
    if (!isRight(value)) throw wrong(name, hint);
    return value;
  }

  return {
    autoplay: flag('autoplay', false),
    muted: flag('muted', false),
    controls: flag('controls', true),
    transport: text(
      'transport',
      (value) => value.split(/\s+/).every((word) => transportWords.includes(word)),
      `one or more of ${transportWords.join(', ')}, with + between them`,
    ),
    lang: text('lang', (value) => languagePattern.test(value), 'a language tag such as de or pt-BR'),
    label: text('label', ({ length }) => length <= maxLabelLength, `at most ${maxLabelLength} characters`),
  };
}

function wrong(name: string, hint: string): GatewayError {
  return new GatewayError('invalid_request', `The option "${name}" of an embed page must be ${hint}.`);
}
