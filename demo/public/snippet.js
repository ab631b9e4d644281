// The two lines of HTML that put this camera on any page, with a button that copies them.

const saysCopiedMs = 2000;

/** Fills `code` with the snippet for the gateway behind this page. */
export function offerSnippet({ camera, code, button }) {
  const { origin } = location;
  const snippet = [
    `<script type="module" src="${origin}/player.js"></script>`,
    `<rpi-live-camera gateway="${origin}" camera="${camera.getAttribute('camera')}" autoplay muted controls></rpi-live-camera>`,
  ].join('\n');
  code.textContent = snippet;

  button.addEventListener('click', async () => {
    button.textContent = (await copy(snippet, code)) ? 'Copied' : 'Press Ctrl-C';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, saysCopiedMs);
  });
}

/** The clipboard exists only on secure origins; elsewhere (a phone in the LAN) the text is selected for the person. */
async function copy(text, code) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return false;
  }
}
