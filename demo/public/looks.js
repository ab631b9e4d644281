// The page "Ways and looks": under each element of the wall its tag, and looks with all the HTML and CSS that make them.
import { offerCopy } from './copy-button.js';
import { ruleLines, scriptLine, styleLines, tagText } from './tag-text.js';

/** `css` is the style of the class, `parts` that of its parts; `direction` that of what is around the element. */
const looks = [
  {
    name: 'Warm and round',
    attributes: { class: 'warm', label: 'Bird box' },
    css: {
      '--media-accent-color': '#ffb454',
      '--media-live-button-indicator-color': '#7bd88f',
      '--media-control-background': 'rgb(61 36 20 / 0.7)',
      '--rpi-live-camera-background': 'linear-gradient(#6b4226, #2b1a10)',
      '--rpi-live-camera-border-radius': '26px',
    },
  },
  {
    name: 'Newspaper',
    attributes: { class: 'paper', label: 'The front door' },
    css: {
      '--media-font-family': 'Georgia, serif',
      '--media-control-background': 'rgb(255 252 244 / 0.9)',
      '--media-primary-color': '#2a2118',
      '--media-control-hover-background': 'rgb(0 0 0 / 0.1)',
      '--media-range-track-background': 'rgb(42 33 24 / 0.3)',
      '--rpi-live-camera-border-radius': '2px',
    },
    parts: { label: { 'font-style': 'italic' } },
  },
  {
    name: 'Square, and little on it',
    attributes: { class: 'square', controlslist: 'nosnapshot nozoom nolatency nostats' },
    css: {
      '--rpi-live-camera-aspect-ratio': '1',
      '--media-object-fit': 'cover',
      '--rpi-live-camera-border-radius': '18px',
    },
  },
  {
    name: 'In German',
    attributes: { label: 'Nistkasten', lang: 'de' },
  },
  {
    name: 'Right to left',
    attributes: { label: 'Right to left' },
    direction: 'rtl',
  },
];

for (const figure of document.querySelectorAll('figure')) {
  const camera = figure.querySelector('rpi-live-camera');
  const attributes = camera.getAttributeNames().filter((name) => name !== 'data-state');
  const caption = document.createElement('figcaption');
  const code = document.createElement('code');
  code.textContent = tagText(Object.fromEntries(attributes.map((name) => [name, camera.getAttribute(name)])));
  caption.append(code);
  figure.append(caption);
}
document.querySelector('#looks').append(...looks.map(createLook));

/** The same declarations are put on the page and shown. */
function createLook({ name, attributes, css = {}, parts = {}, direction }) {
  const { class: className, ...others } = attributes;
  const all = { gateway: location.origin, camera: 'front-door', ...others, controls: '', muted: '' };
  const selector = `rpi-live-camera${className ? `.${className}` : ''}`;
  const rules = { [selector]: css };
  for (const [part, declarations] of Object.entries(parts))
    rules[`${selector}::part(${part})`] = declarations;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(ruleLines(rules).join('\n'));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  const tag = tagText(className ? { class: className, ...all } : all);
  const placed = direction ? [`<div dir="${direction}">`, `  ${tag}`, '</div>'] : [tag];
  const figure = document.createElement('figure');
  const place = document.createElement('div');
  if (direction) place.dir = direction;
  const camera = document.createElement('rpi-live-camera');
  if (className) camera.className = className;
  for (const [attribute, value] of Object.entries(all)) camera.setAttribute(attribute, value);
  place.append(camera);

  const caption = document.createElement('figcaption');
  const row = Object.assign(document.createElement('div'), { className: 'title-row' });
  const title = Object.assign(document.createElement('h3'), { textContent: name });
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    textContent: 'Copy',
  });
  title.id = name.replaceAll(' ', '-');
  button.setAttribute('aria-describedby', title.id);
  row.append(title, button);
  const source = document.createElement('pre');
  source.tabIndex = 0;
  const code = document.createElement('code');
  code.textContent = [scriptLine(), ...styleLines(rules), ...placed].join('\n');
  source.append(code);
  caption.append(row, source);
  figure.append(place, caption);
  offerCopy({ button, code });
  return figure;
}
