/** The page that a frame shows: the tag, and nothing else. Made by the embed route; pure. */
import { createHash } from 'node:crypto';
import type { EmbedOptions } from './embed-options.js';

export type EmbedPage = EmbedOptions & { cameraId: string };

const style =
  'html,body{height:100%;margin:0;overflow:hidden;background:#000}rpi-live-camera{display:block;height:100%}';

/** Source of the page's one style, for its Content-Security-Policy. */
export const styleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

/** All that it asks for is relative to itself, so that it works under every prefix, and behind proxies that cut one off. */
export function renderEmbedPage({ cameraId, lang, label, transport, ...flags }: EmbedPage): string {
  const attributes = attributesOf({ gateway: '..', camera: cameraId, label, transport, ...flags });
  // Without a language of its own the player takes that of the browser.
  return `<!doctype html>
<html${attributesOf({ lang })}>
<head>
<meta charset="utf-8">
<title>${escapeText(label ?? cameraId)}</title>
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<style>${style}</style>
<script type="module" src="../player.js"></script>
</head>
<body>
<rpi-live-camera${attributes}></rpi-live-camera>
</body>
</html>
`;
}

function attributesOf(values: Readonly<Record<string, string | boolean | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => {
      if (value === undefined || value === false) return '';
      return value === true ? ` ${name}` : ` ${name}="${escapeText(value)}"`;
    })
    .join('');
}

/** For text and quoted attributes alike. */
function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
