/**
 * Makes elements without templates: this chunk needs nothing of the player's core at run time, so that the classic script
 * can load it as it is, and it draws with each move of a pointer without drawing the player anew.
 */

/** An element with these attributes; `part` and `class` are attributes, too. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Sets an attribute that has changed: assistive technology hears of each that is set. */
export function setAttribute(target: Element, name: string, value: string): void {
  if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}

/** Sets a text that has changed. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
