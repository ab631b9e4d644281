// A button that copies a text, and says whether it did.

const saysMs = 2500;

/** Binds `button` to the text of `code`. */
export function offerCopy({ button, code }) {
  const label = button.textContent;
  button.addEventListener('click', async () => {
    const isCopied = await copy(code);
    const byHand = matchMedia('(pointer: coarse)').matches ? 'Hold to copy' : 'Press Ctrl-C';
    button.textContent = isCopied ? 'Copied' : byHand;
    setTimeout(() => {
      button.textContent = label;
    }, saysMs);
  });
}

async function copy(code) {
  // Only secure origins have a clipboard. Without one nothing is awaited: the old way works within the press alone.
  if (!navigator.clipboard) return copySelected(code);
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    return copySelected(code);
  }
}

/** What cannot be copied stays selected for the person to do it. */
function copySelected(code) {
  getSelection().selectAllChildren(code);
  return document.execCommand('copy');
}
