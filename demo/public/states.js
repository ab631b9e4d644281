// The page "Ways and states": under each element the HTML that made it.

// Nothing listens there.
document.querySelector('#unreachable').setAttribute('gateway', 'http://127.0.0.1:59999');

for (const figure of document.querySelectorAll('figure')) {
  const camera = figure.querySelector('rpi-live-camera');
  const attributes = camera
    .getAttributeNames()
    .filter((name) => !['id', 'data-state'].includes(name))
    .map((name) => (camera.getAttribute(name) === '' ? name : `${name}="${camera.getAttribute(name)}"`));
  const caption = document.createElement('figcaption');
  const code = document.createElement('code');
  code.textContent = `<rpi-live-camera ${attributes.join(' ')}></rpi-live-camera>`;
  caption.append(code);
  figure.append(caption);
}
