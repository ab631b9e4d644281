// One face of the gallery: the element, its HTML, and when it is seen. Called by `states.js` for each.
import { scriptLine, tagText } from './tag-text.js';

/** Makes the figure. `start` and `stop` are for who knows what may run. */
export function createFaceView(face) {
  const view = document.createElement('figure');
  const stage = add(view, 'div', 'face');
  const caption = add(view, 'figcaption');
  add(caption, 'h3', '', face.title);
  const facts = add(caption, 'p', 'facts');
  add(facts, 'code', '', face.state);
  if (face.code) add(facts, 'code', 'code', face.code);
  add(caption, 'p', '', face.when);
  add(caption, 'p', 'can', face.can);
  const needsPerson = Boolean(face.wakes || face.act);
  const button = needsPerson ? add(caption, 'button', '', 'Show it') : null;
  if (button) Object.assign(button, { type: 'button', ariaLabel: `Show it: ${face.title}` });
  const now = add(caption, 'p', 'now');
  const source = add(caption, 'pre');
  source.tabIndex = 0;
  const code = add(source, 'code');
  /** Newest start: what an older one still waits for is not done any more. */
  let turn = 0;
  let camera = null;
  put();
  if (face.inFrame) {
    addEventListener('message', ({ data, source }) => {
      if (source === stage.querySelector('iframe')?.contentWindow) now.textContent = `Now: ${data}`;
    });
  }

  function put() {
    // Named as its face, so that who cannot see the page can tell the players apart.
    const { camera: id, ...others } = { ...face.renew?.(), ...face.attributes };
    const attributes = { ...(id ? { camera: id } : {}), label: face.title, ...others };
    code.textContent = [tagText(attributes), ...(face.script ? [face.script] : [])].join('\n');
    if (face.inFrame) {
      stage.replaceChildren(turn > 0 ? createFrame(face, attributes) : 'In a frame of its own');
      return;
    }
    const made = document.createElement('rpi-live-camera');
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    // Not shown: a page of so many players starts each as it comes into sight.
    if ('autoplay' in attributes) made.setAttribute('loading', 'lazy');
    made.addEventListener('statechange', () => {
      now.textContent = `Now: ${[made.state, made.error?.code].filter(Boolean).join(', ')}`;
    });
    camera = made;
    stage.replaceChildren(made);
  }

  return {
    view,
    button,
    needsPerson,
    camera: () => camera,
    /** Takes it to its face. */
    async start() {
      turn += 1;
      const own = turn;
      if (face.inFrame) {
        put();
        return;
      }
      if (!needsPerson) {
        void camera.start();
        return;
      }
      now.textContent = face.prepare ? 'Now: recording …' : '';
      await face.prepare?.();
      if (own !== turn) return;
      if (face.renew) put();
      try {
        await camera.start();
        if (own === turn) await face.act?.(camera);
      } catch {
        // The face says it.
      }
    },
    stop() {
      turn += 1;
      if (face.inFrame) stage.replaceChildren('In a frame of its own');
      else camera.stop?.();
    },
  };
}

/** Of another origin than the page, so that no press on the page counts for it. It tells the page its player's state. */
function createFrame({ script = '', title }, attributes) {
  const frame = document.createElement('iframe');
  const style = '<style>body { margin: 0 }</style>';
  const tag = tagText({ gateway: location.origin, ...attributes });
  const telling = `<script>
    const camera = document.querySelector('rpi-live-camera');
    camera.addEventListener('statechange', () => parent.postMessage(camera.state, '*'));
    ${script}
  </script>`;
  const srcdoc = `<!doctype html>${style}${scriptLine()}${tag}${telling}`;
  return Object.assign(frame, { title, sandbox: 'allow-scripts', srcdoc });
}

function add(parent, name, className = '', text = '') {
  const made = Object.assign(document.createElement(name), { className, textContent: text });
  parent.append(made);
  return made;
}
