// The lower half of the panel "The camera": what the camera says of itself. Drawn anew only where something changed, so
// that a screen reader is not told the same twice and opened details stay open.
import { healthFigures, healthWarnings } from './health-texts.js';

/** Returns a function that shows a status, or that there is none. */
export function createHealthView(view) {
  const part = (name) => view.querySelector(`[data-part="${name}"]`);
  const shown = new Map();

  function show(name, content, draw) {
    const key = JSON.stringify(content ?? null);
    if (shown.get(name) === key) return;
    shown.set(name, key);
    part(name).hidden = !content || content.length === 0;
    draw(part(name), content);
  }

  return function render(status) {
    view.hidden = !status;
    if (!status) return;
    show('warnings', healthWarnings(status), drawWarnings);
    show('figures', healthFigures(status, Date.now()), drawFigures);
    show('failure', status.lastError, drawFailure);
  };
}

function drawWarnings(list, warnings) {
  list.replaceChildren(...warnings.map((warning) => element('li', warning)));
}

/** Only texts change from one heartbeat to the next, mostly; then the elements stay. */
function drawFigures(list, figures) {
  const terms = [...list.querySelectorAll('dt')].map((term) => term.textContent);
  if (terms.join() === figures.map(([term]) => term).join()) {
    for (const [index, value] of [...list.querySelectorAll('dd')].entries()) {
      value.textContent = figures[index][1];
    }
    return;
  }
  list.replaceChildren(
    ...figures.map(([term, text]) => element('div', element('dt', term), element('dd', text))),
  );
}

function drawFailure(box, failure) {
  if (!failure) return;
  box.querySelector('[data-part="message"]').textContent = failure.message;
  box.querySelector('[data-part="code"]').textContent = failure.code;
  const details = box.querySelector('details');
  const { lastWords = [] } = failure;
  details.hidden = lastWords.length === 0;
  details.querySelector('pre').textContent = lastWords.join('\n');
}

function element(name, ...children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}
