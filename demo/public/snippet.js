// The few lines of HTML that put this camera, as it is set now, on any page.
import { offerCopy } from './copy-button.js';
import { scriptLine, styleLines, tagText } from './tag-text.js';

/** Set by the player itself, or shown as CSS. */
const notWritten = ['id', 'style', 'class', 'data-state'];

/** Fills `code` with the snippet for the gateway behind this page, again after each change of the element. */
export function offerSnippet({ camera, code, button }) {
  const write = () => {
    code.textContent = snippetFor(camera);
  };
  new MutationObserver(write).observe(camera, { attributes: true });
  write();
  offerCopy({ button, code });
}

function snippetFor(camera) {
  const { style } = camera;
  const attributes = camera
    .getAttributeNames()
    .filter((name) => !notWritten.includes(name))
    .map((name) => [name, camera.getAttribute(name)]);
  const declarations = [...style].map((name) => [name, style.getPropertyValue(name)]);
  return [
    scriptLine(),
    ...styleLines({ 'rpi-live-camera': Object.fromEntries(declarations) }),
    tagText({ gateway: location.origin, ...Object.fromEntries(attributes) }),
  ].join('\n');
}
