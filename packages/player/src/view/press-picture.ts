/** Whether a press is meant for the picture itself. Asked by the element and by its controls. */

/** Anything that has a click of its own, also in what the page has put into a slot. */
const interactive =
  'a[href], button, input, select, textarea, summary, label, [role="button"], [tabindex="0"]';

/** Beside all buttons, and not taken by anybody before. To be asked by a listener on the stage. */
export function isOnPicture(event: Event): boolean {
  if (event.defaultPrevented) return false;
  const path = event.composedPath();
  const inside = path.slice(0, path.indexOf(event.currentTarget!));
  return !inside.some((node) => node instanceof Element && node.matches(interactive));
}
