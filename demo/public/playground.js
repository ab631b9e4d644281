// The form "Try its settings": each field is an attribute or a CSS property of the element, changed as it is turned. What is
// at its default is not written, so that the snippet says only what a page has to say.

/** Binds the fields of `form` to the element; their first values are what it is born with. */
export function bindPlayground({ camera, form }) {
  const fields = [...form.querySelectorAll('[data-attribute], [data-property]')];
  const apply = (field) => {
    if (field.dataset.property) setProperty(camera, field);
    else if (field.dataset.word) setWords(camera, form, field.dataset.attribute);
    else setAttribute(camera, field);
  };
  for (const field of fields) field.addEventListener('input', () => apply(field));
  // The fields have their first values only after this event.
  form.addEventListener('reset', () => setTimeout(() => fields.forEach(apply)));
  form.addEventListener('submit', (event) => event.preventDefault());
}

function setAttribute(camera, field) {
  const { attribute: name, default: usual = '' } = field.dataset;
  if (field.type === 'checkbox') camera.toggleAttribute(name, field.checked);
  else if (field.value === usual || field.value === '') camera.removeAttribute(name);
  else camera.setAttribute(name, field.value);
}

/** An attribute that is a list of words, each with a box of its own. */
function setWords(camera, form, name) {
  const boxes = form.querySelectorAll(`[data-attribute="${name}"]:checked`);
  if (boxes.length === 0) camera.removeAttribute(name);
  else camera.setAttribute(name, [...boxes].map(({ dataset }) => dataset.word).join(' '));
}

function setProperty(camera, { dataset, value }) {
  const { property, default: usual, unit = '' } = dataset;
  if (value === usual) camera.style.removeProperty(property);
  else camera.style.setProperty(property, `${value}${unit}`);
}
