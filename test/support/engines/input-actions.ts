/**
 * What a hand does, as the action sequences that WebDriver (§15.7) and WebDriver BiDi (`input.performActions`) have in
 * common. Used by the engines that are driven by one of them.
 */
import type { Point } from './page-call.js';

type ActionSequence = { type: string; id: string; parameters?: object; actions: object[] };

export function pressOf(key: string): ActionSequence[] {
  const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value: key }));
  return [{ type: 'key', id: 'keyboard', actions }];
}

/** The pointer goes there first, so that whatever waits for it to hover has seen it. */
export function clickAt({ x, y }: Point): ActionSequence[] {
  const actions = [
    { type: 'pointerMove', x, y, duration: 0 },
    { type: 'pointerDown', button: 0 },
    { type: 'pointerUp', button: 0 },
  ];
  return [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }];
}
