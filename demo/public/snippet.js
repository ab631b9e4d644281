// The few lines of HTML that put this camera, as it is set now, on any page, with a button that copies them.

const saysCopiedMs = 2000;
/** In the order in which people read them; what the player is born with is left out. */
const attributes = ['label', 'autoplay', 'muted', 'controls', 'stats', 'transport', 'target-latency', 'lang'];
const properties = [
  '--media-accent-color',
  '--media-live-button-indicator-color',
  '--media-object-fit',
  '--rpi-live-camera-border-radius',
];

/** Fills `code` with the snippet for the gateway behind this page, again after each change of the element. */
export function offerSnippet({ camera, code, button }) {
  const write = () => {
    code.textContent = snippetFor(camera);
  };
  const observer = new MutationObserver(write);
  observer.observe(camera, { attributes: true, attributeFilter: [...attributes, 'style'] });
  write();

  button.addEventListener('click', async () => {
    button.textContent = (await copy(code)) ? 'Copied' : 'Press Ctrl-C';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, saysCopiedMs);
  });
}

function snippetFor(camera) {
  const { origin } = location;
  const given = attributes
    .filter((name) => camera.hasAttribute(name))
    .map((name) => {
      const value = camera.getAttribute(name);
      return value === '' ? name : `${name}="${escaped(value)}"`;
    });
  const source = [`gateway="${origin}"`, `camera="${escaped(camera.getAttribute('camera'))}"`];
  const tag = `<rpi-live-camera ${[...source, ...given].join(' ')}></rpi-live-camera>`;
  const rules = properties
    .map((name) => [name, camera.style.getPropertyValue(name)])
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `    ${name}: ${value};`);
  const style = rules.length === 0 ? [] : ['<style>', '  rpi-live-camera {', ...rules, '  }', '</style>'];
  return [`<script type="module" src="${origin}/player.js"></script>`, ...style, tag].join('\n');
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** The clipboard exists only on secure origins; elsewhere (a phone in the LAN) the text is selected for the person. */
async function copy(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return false;
  }
}
