// The page "States": what costs a camera plays only when a person asks for it, one at a time; what is out of sight stops.
import { createFaceView } from './face-view.js';
import { faceGroups } from './faces.js';

const gallery = document.querySelector('main');
const jumps = gallery.querySelector('.jumps');
const shown = new Map();
let awake = null;

function wake(face) {
  if (awake !== face) awake?.stop();
  awake = face;
}

for (const { title, lead, faces } of faceGroups) {
  const section = document.createElement('section');
  const heading = Object.assign(document.createElement('h2'), { textContent: title });
  const text = Object.assign(document.createElement('p'), { className: 'lead', textContent: lead });
  const wall = Object.assign(document.createElement('div'), { className: 'wall' });
  section.append(heading, text, wall);
  section.id = title.toLowerCase().replaceAll(' ', '-');
  jumps.append(
    Object.assign(document.createElement('a'), {
      className: 'button',
      href: `#${section.id}`,
      textContent: title,
    }),
  );
  gallery.append(section);
  for (const one of faces) {
    const face = createFaceView(one);
    shown.set(face.view, face);
    face.button?.addEventListener('click', () => {
      wake(face);
      face.stop();
      void face.start();
    });
    // By its own button as well.
    if (face.needsPerson)
      face.view.addEventListener('statechange', () => face.camera().state === 'starting' && wake(face), true);
    wall.append(face.view);
  }
}

const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const face = shown.get(target);
    if (!isIntersecting) face.stop();
    else if (!face.needsPerson && face.camera().hasAttribute('autoplay')) void face.start();
  }
});
await customElements.whenDefined('rpi-live-camera');
for (const view of shown.keys()) sight.observe(view);
