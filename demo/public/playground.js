// The form "Try its settings": each field is an attribute or a CSS property of the element, changed as it is turned.

/** Binds the fields of `form` to the element; what it is born with is what they show. */
export function bindPlayground({ camera, form }) {
  for (const field of form.querySelectorAll('[data-attribute]')) {
    const name = field.dataset.attribute;
    if (field.type === 'checkbox') field.checked = camera.hasAttribute(name);
    else field.value = camera.getAttribute(name) ?? '';
    field.addEventListener(field.type === 'text' ? 'input' : 'change', () =>
      setAttribute(camera, name, field),
    );
  }
  for (const field of form.querySelectorAll('[data-property]')) {
    field.addEventListener('input', () => setProperty(camera, field));
  }
  form.addEventListener('reset', () => {
    // The fields have their first values only after this event.
    setTimeout(() => {
      for (const field of form.querySelectorAll('[data-attribute]'))
        setAttribute(camera, field.dataset.attribute, field);
      for (const field of form.querySelectorAll('[data-property]'))
        camera.style.removeProperty(field.dataset.property);
    });
  });
  form.addEventListener('submit', (event) => event.preventDefault());
}

function setAttribute(camera, name, field) {
  if (field.type === 'checkbox') camera.toggleAttribute(name, field.checked);
  else if (field.value === '') camera.removeAttribute(name);
  else camera.setAttribute(name, field.value);
}

function setProperty(camera, { dataset, value }) {
  camera.style.setProperty(dataset.property, `${value}${dataset.unit ?? ''}`);
}
