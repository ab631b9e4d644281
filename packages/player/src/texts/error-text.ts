/** What is said of a failure: in the language of the player, or in the failure's own words until that is loaded. */
import type { PlayerError } from '../errors/player-error.js';
import type { ErrorText, KnownTexts } from './texts.js';

export function errorText({ errors }: KnownTexts, { code, message }: PlayerError): ErrorText {
  return errors[code] ?? { title: message.replace(/\.$/, ''), advice: '' };
}
