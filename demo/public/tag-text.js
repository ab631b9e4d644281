// The HTML of an element, as a person would write it.

/** `<rpi-live-camera …>` with these attributes, in their order; `''` is a flag. */
export function tagText(attributes) {
  const words = Object.entries(attributes).map(([name, value]) =>
    value === '' ? name : `${name}="${escaped(String(value))}"`,
  );
  return `<${['rpi-live-camera', ...words].join(' ')}></rpi-live-camera>`;
}

/** The line that brings the element to a page. */
export const scriptLine = () => `<script type="module" src="${location.origin}/player.js"></script>`;

/** The lines of CSS rules, selectors to declarations; a rule without declarations is none. */
export function ruleLines(rules) {
  return Object.entries(rules)
    .filter(([, declarations]) => Object.keys(declarations).length > 0)
    .flatMap(([selector, declarations]) => [
      `${selector} {`,
      ...Object.entries(declarations).map(([name, value]) => `  ${name}: ${value};`),
      '}',
    ]);
}

/** The lines of a `<style>` with these rules; none where there is no rule. */
export function styleLines(rules) {
  const lines = ruleLines(rules).map((line) => `  ${line}`);
  return lines.length === 0 ? [] : ['<style>', ...lines, '</style>'];
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
